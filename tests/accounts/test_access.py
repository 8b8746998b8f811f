import pytest
from django.test import Client

from tests.support.factories import ListingFactory, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/?next="


def test_a_page_is_come_back_to_after_the_login(client):
    assert client.get("/listings/saved/?page=2").url == f"{LOGIN}/listings/saved/%3Fpage%3D2"


def test_a_button_leads_back_to_the_page_that_it_stands_on(client):
    path = f"/listings/{ListingFactory().pk}/status/"
    pressed = client.post(path, HTTP_REFERER="http://testserver/listings/mine/")
    assert pressed.url == f"{LOGIN}/listings/mine/"


def test_a_button_pressed_from_nowhere_leads_to_the_front_door(client):
    assert client.post("/accounts/profile/photo/remove/").url == f"{LOGIN}/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "http://testserver//evil.example"])
def test_no_login_leads_to_another_site(client, elsewhere):
    pressed = client.post("/accounts/profile/photo/remove/", HTTP_REFERER=elsewhere)
    assert pressed.url == f"{LOGIN}/"


def test_a_script_is_led_to_the_login_as_a_page_is(client):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/profile/"}
    pressed = client.post("/accounts/profile/photo/remove/", headers=headers)
    assert pressed["HX-Redirect"] == f"{LOGIN}/accounts/profile/"


@pytest.mark.parametrize("key", [r'"abcdefgh\000"', "ä" * 32, "x" * 9000, "'; drop table", ""])
def test_a_session_that_nobody_gave_is_no_session(key):
    UserFactory()
    client = Client(HTTP_COOKIE=f"sessionid={key}")
    assert client.get("/listings/saved/").url == f"{LOGIN}/listings/saved/"
