"""The servers of `make test` are what they claim to be: if not, their tests prove nothing."""

import os
import urllib.request

import pytest
import redis
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection, send_mail
from django.db import connection


@pytest.mark.postgres
@pytest.mark.django_db
def test_queries_reach_postgres():
    assert connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        assert cursor.fetchone() == (1,)


@pytest.mark.redis_tls
def test_the_certificate_of_redis_is_self_signed():
    url = os.environ["TEST_REDIS_TLS_URL"]
    assert redis.Redis.from_url(url, ssl_cert_reqs=None).ping()
    with pytest.raises(redis.ConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
        redis.Redis.from_url(url).ping()


@pytest.mark.s3
def test_a_stored_file_is_served_over_http():
    name = default_storage.save("photos/note.txt", ContentFile(b"a note"))
    with urllib.request.urlopen(default_storage.signed_url(name, 60)) as answer:
        assert answer.read() == b"a note"


@pytest.mark.smtp
def test_an_email_arrives(outbox, settings):
    smtp = get_connection("django.core.mail.backends.smtp.EmailBackend")
    send_mail("Hello", "A room is free.", None, ["ana@u.northwestern.edu"], connection=smtp)
    (mail,) = outbox
    assert mail["Subject"] == "Hello"


@pytest.mark.redis
def test_redis_comes_back_on_its_port(own_redis):
    client = redis.Redis.from_url(own_redis.url)
    own_redis.stop()
    with pytest.raises(redis.ConnectionError):
        client.ping()
    own_redis.start()
    assert client.ping()
