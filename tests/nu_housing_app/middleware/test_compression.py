import gzip

import pytest
from django.http import HttpResponse
from django.test import Client

from nu_housing_app.middleware.compression import TextCompressionMiddleware
from tests.support.factories import PhotoFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-encoding": "gzip"})


@pytest.mark.parametrize("path", ["/", "/listings/map.json?bounds=-88,42,-87,43&zoom=13"])
def test_page_is_compressed(client, path):
    PhotoFactory.create_batch(3)

    answer = client.get(path)

    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < len(gzip.decompress(answer.content))


def test_the_same_page_has_another_length_each_time(client):
    lengths = {len(client.get("/fair-housing/").content) for _ in range(12)}

    assert len(lengths) > 3


def test_image_is_not_compressed_again(rf):
    picture = HttpResponse(b"R" * 10_000, content_type="image/webp")
    request = rf.get("/", headers={"accept-encoding": "gzip"})

    answer = TextCompressionMiddleware(lambda request: picture)(request)

    assert "Content-Encoding" not in answer


def test_client_without_gzip_gets_an_uncompressed_page():
    assert "Content-Encoding" not in Client().get("/")
