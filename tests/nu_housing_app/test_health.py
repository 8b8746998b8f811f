"""Health checks of a process."""

import json
import urllib.request
from urllib.error import HTTPError

import pytest


def ask(web, path) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(web.url + path, timeout=10) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()


def test_process_is_alive(client):
    assert client.get("/healthz").status_code == 200


def test_process_is_ready_while_everything_answers(transactional_db, web):
    status, body = ask(web, "/readyz")
    assert status == 200
    assert json.loads(body) == {"database": True, "redis": True, "migrations": True}


@pytest.mark.redis
def test_process_is_alive_but_not_ready_while_redis_is_down(own_redis, start_web):
    web = start_web(REDIS_URL=own_redis.url)
    own_redis.stop()
    status, body = ask(web, "/readyz")
    parts = {"database": True, "redis": False, "migrations": True}
    assert (status, json.loads(body)) == (503, parts)
    assert ask(web, "/healthz")[0] == 200
    own_redis.start()
    assert ask(web, "/readyz")[0] == 200
    assert "readyz" not in web.log.read_text()


def test_health_checks_work_over_plain_http(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301
