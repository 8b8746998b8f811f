"""The login and sign-up links of the header lead back to the current page."""

from urllib.parse import urlencode

import pytest

from tests.support.factories import ListingFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("door", ["login", "signup"])
def test_login_link_returns_to_search(client, door):
    search = "/listings/?kind=room&max_rent=900"
    page = client.get(search).content.decode()
    assert f'href="/accounts/{door}/?{urlencode({"next": search})}"' in page


def test_login_and_signup_links_keep_next(client):
    place = ListingFactory().get_absolute_url()
    page = client.get("/accounts/login/", {"next": place}).content.decode()
    header = page[: page.index("<main")]
    assert f'href="/accounts/signup/?{urlencode({"next": place})}"' in header
    assert 'href="/accounts/login/"' in client.get("/accounts/signup/").content.decode()


def test_failed_login_keeps_next(client):
    place = ListingFactory().get_absolute_url()
    answer = client.post("/accounts/login/", {"login": "a@b.co", "password": "x", "next": place})
    header = answer.content.decode().split("<main")[0]
    assert f'href="/accounts/signup/?{urlencode({"next": place})}"' in header
