"""The login and sign-up links of the header lead back to the current page."""

from urllib.parse import urlencode

import pytest

from tests.support.factories import ListingFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page_name", ["login", "signup"])
def test_login_link_returns_to_search(client, page_name):
    search = "/listings/?kind=room&max_rent=900"
    page = client.get(search).content.decode()
    assert f'href="/accounts/{page_name}/?{urlencode({"next": search})}"' in page


def test_login_and_signup_links_keep_next(client):
    listing_path = ListingFactory().get_absolute_url()
    page = client.get("/accounts/login/", {"next": listing_path}).content.decode()
    header = page[: page.index("<main")]
    assert f'href="/accounts/signup/?{urlencode({"next": listing_path})}"' in header
    assert 'href="/accounts/login/"' in client.get("/accounts/signup/").content.decode()


def test_failed_login_keeps_next(client):
    listing_path = ListingFactory().get_absolute_url()
    answer = client.post(
        "/accounts/login/", {"login": "a@b.co", "password": "x", "next": listing_path}
    )
    header = answer.content.decode().split("<main")[0]
    assert f'href="/accounts/signup/?{urlencode({"next": listing_path})}"' in header
