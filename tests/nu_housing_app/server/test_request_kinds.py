"""How requests are classified before anything is read."""

import pytest

from nu_housing_app.server.request_kinds import SMALL, Kind, kind_of

PHOTO_ROUTES = ["/accounts/profile/photo/", "/listings/7/photos/", "/chat/7/attachments/"]
TEXT = "/chat/7/messages/"


def request(method: str, path: str, query: bytes = b"", **headers: str) -> dict:
    named = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    return {"method": method, "path": path, "query_string": query, "headers": named}


@pytest.mark.parametrize("path", PHOTO_ROUTES)
@pytest.mark.parametrize("length", ["0", "43", str(SMALL), str(SMALL + 1)])
def test_every_post_to_a_photo_route_is_an_upload(path, length):
    assert kind_of(request("POST", path, content_length=length)) is Kind.UPLOAD
    assert kind_of(request("POST", path)) is Kind.UPLOAD


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"content_length": str(SMALL)}, Kind.WRITE),
        ({"content_length": str(SMALL + 1)}, Kind.UPLOAD),
        ({"content_length": "-1"}, Kind.UPLOAD),
        ({"transfer_encoding": "chunked"}, Kind.UPLOAD),
    ],
)
def test_only_a_small_message_form_is_text(headers, kind):
    assert kind_of(request("POST", TEXT, **headers)) is kind
    assert kind_of(request("post", TEXT, **headers)) is kind


@pytest.mark.parametrize("method", ["GET", "get", "gEt", "HEAD", "head"])
def test_searches_are_slow_reads_in_any_case_of_their_method(method):
    assert kind_of(request(method, "/listings/", b"q=castle")) is Kind.SLOW_READ
    assert kind_of(request(method, "/listings/")) is Kind.READ


def test_readiness_check_is_a_slow_read():
    assert kind_of(request("GET", "/readyz")) is Kind.SLOW_READ
    assert kind_of(request("GET", "/healthz")) is Kind.READ
