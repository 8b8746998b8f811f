"""Photos have stable URLs, wherever the files are stored."""

import threading
import time
import urllib.request

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from listings.models import Photo
from nu_housing_app import storage
from tests.servers.process import free_port
from tests.support.factories import (
    ConversationFactory,
    ListingFactory,
    VerifiedStudentFactory,
    picture,
)

JSON = {"Accept": "application/json"}


@pytest.fixture
def stored(db):
    name = default_storage.save("photos/2026/10/room.webp", ContentFile(b"a picture"))
    Photo.objects.create(listing=ListingFactory(), image=name, width=8, height=6)
    yield name
    default_storage.delete(name)


def test_photo_url_is_the_sites_own_and_stable(stored):
    assert default_storage.url(stored) == f"/media/{stored}"


def test_photo_is_served_at_its_url_and_cached(client, stored):
    answer = client.get(f"/media/{stored}")
    if answer.status_code == 302:
        with urllib.request.urlopen(answer["Location"], timeout=10) as file:
            assert file.read() == b"a picture"
    else:
        assert b"".join(answer.streaming_content) == b"a picture"
    assert "max-age" in answer["Cache-Control"]


@pytest.mark.s3
def test_bucket_link_is_signed_and_expires(client, stored):
    assert "X-Amz-Expires=3600" in client.get(f"/media/{stored}")["Location"]


@pytest.mark.parametrize(
    "path",
    [
        "photos/2026/10/forgotten.webp",
        "attachments/1.pdf",
        "photos/../attachments/1.pdf",
        "photos/%2e%2e/attachments/1.pdf",
        r"photos/\..\..\attachments/1.pdf",
        "../db.sqlite3",
        "photos",
        "photos/" + "x" * 256,
        "photos/%00.webp",
        "people/%00",
    ],
)
def test_only_photos_have_media_urls(client, db, path):
    assert client.get(f"/media/{path}").status_code == 404


@pytest.fixture
def bucket_away(settings, monkeypatch) -> dict[str, str]:
    """The variables of a bucket at an address where nobody answers."""
    monkeypatch.setattr(storage, "_clients", threading.local())
    url = f"http://127.0.0.1:{free_port()}"
    options = {"bucket_name": "nest", "endpoint_url": url, "addressing_style": "path"}
    options |= {"access_key": "a", "secret_key": "b", "region_name": "us-east-1"}
    bucket = {"BACKEND": "nu_housing_app.storage.BucketStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": bucket}
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    return keys | {"AWS_STORAGE_BUCKET_NAME": "nest", "AWS_S3_ENDPOINT_URL": url}


def test_site_starts_and_serves_while_the_bucket_is_down(start_web, bucket_away):
    listing = ListingFactory()
    Photo.objects.create(listing=listing, image="photos/room.webp", width=800, height=600)
    web = start_web(**bucket_away)
    for path in ("/", "/listings/", f"/listings/{listing.pk}/"):
        with urllib.request.urlopen(web.url + path, timeout=20) as answer:
            assert "/media/photos/room" in answer.read().decode()


@pytest.mark.parametrize("kind", ["listing", "conversation"])
def test_upload_gets_503_soon_while_the_bucket_is_down(client, db, bucket_away, kind):
    ana = VerifiedStudentFactory()
    client.force_login(ana)
    if kind == "listing":
        url, field = f"/listings/{ListingFactory(lister=ana, status='draft').pk}/photos/", "photo"
    else:
        url, field = f"/chat/{ConversationFactory(participants=[ana]).pk}/attachments/", "file"
    began = time.monotonic()
    answer = client.post(url, {field: picture()}, headers=JSON)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json()["detail"]
    assert time.monotonic() - began < 15
    assert not Photo.objects.exists()
