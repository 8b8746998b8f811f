"""Pictures have addresses that go on working, wherever the files lie."""

import urllib.request

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


@pytest.fixture
def picture():
    name = default_storage.save("photos/2026/10/room.webp", ContentFile(b"a picture"))
    yield name
    default_storage.delete(name)


def test_a_picture_s_address_is_ours_and_stays(picture):
    assert default_storage.url(picture) == f"/media/{picture}"


def test_a_picture_is_found_at_its_address_and_kept(client, picture):
    answer = client.get(f"/media/{picture}")
    if answer.status_code == 302:
        with urllib.request.urlopen(answer["Location"], timeout=10) as file:
            assert file.read() == b"a picture"
    else:
        assert b"".join(answer.streaming_content) == b"a picture"
    assert "max-age" in answer["Cache-Control"]


@pytest.mark.s3
def test_a_link_into_the_bucket_is_signed_and_expires(client, picture):
    assert "X-Amz-Expires=3600" in client.get(f"/media/{picture}")["Location"]


@pytest.mark.parametrize(
    "path",
    [
        "attachments/1.pdf",
        "photos/../attachments/1.pdf",
        "photos/%2e%2e/attachments/1.pdf",
        r"photos/\..\..\attachments/1.pdf",
        "../db.sqlite3",
        "photos",
        "photos/" + "x" * 256,
    ],
)
def test_nothing_but_pictures_has_such_an_address(client, path):
    assert client.get(f"/media/{path}").status_code == 404
