import pytest
from django.test import Client

from tests.support.factories import ListingFactory, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/?next="


def test_login_returns_to_the_requested_page(client):
    assert client.get("/listings/saved/?page=2").url == f"{LOGIN}/listings/saved/%3Fpage%3D2"


def test_login_after_post_returns_to_the_page_of_the_button(client):
    path = f"/listings/{ListingFactory().pk}/status/"
    pressed = client.post(path, HTTP_REFERER="http://testserver/listings/mine/")
    assert pressed.url == f"{LOGIN}/listings/mine/"


def test_login_after_post_without_referer_returns_home(client):
    assert client.post("/accounts/profile/photo/remove/").url == f"{LOGIN}/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "http://testserver//evil.example"])
def test_login_redirects_to_no_other_site(client, elsewhere):
    pressed = client.post("/accounts/profile/photo/remove/", HTTP_REFERER=elsewhere)
    assert pressed.url == f"{LOGIN}/"


def test_htmx_request_is_redirected_to_login(client):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/profile/"}
    pressed = client.post("/accounts/profile/photo/remove/", headers=headers)
    assert pressed["HX-Redirect"] == f"{LOGIN}/accounts/profile/"


@pytest.mark.parametrize("key", [r'"abcdefgh\000"', "ä" * 32, "x" * 9000, "'; drop table", ""])
def test_made_up_session_key_is_ignored(key):
    UserFactory()
    client = Client(HTTP_COOKIE=f"sessionid={key}")
    assert client.get("/listings/saved/").url == f"{LOGIN}/listings/saved/"
