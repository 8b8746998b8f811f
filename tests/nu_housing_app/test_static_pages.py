"""The static pages."""

import pytest

from accounts.notifications import subscriptions
from nu_housing_app.static_pages import NAMES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", NAMES)
def test_static_pages_are_linked_everywhere_and_in_the_sitemap(client, name):
    assert client.get(f"/{name}/").status_code == 200
    assert f'href="/{name}/"' in client.get("/").text
    assert f"http://testserver/{name}/<" in client.get("/sitemap-doors.xml").text


def test_privacy_page_names_every_kind_of_email(client):
    page = client.get("/privacy/").text
    assert all(kind.subscribed in page for kind in subscriptions.KINDS.values())


def test_contact_address_is_shown_if_set(client, settings):
    assert "mailto:" not in client.get("/privacy/").text
    settings.CONTACT_EMAIL = "hello@nu.example"
    for path in ("/", "/privacy/"):
        assert 'href="mailto:hello@nu.example"' in client.get(path).text
