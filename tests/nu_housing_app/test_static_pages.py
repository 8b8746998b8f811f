"""The pages that are only read."""

import pytest

from accounts.notifications import subscriptions
from nu_housing_app.static_pages import NAMES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", NAMES)
def test_each_is_linked_on_every_page_and_told_to_search_engines(client, name):
    assert client.get(f"/{name}/").status_code == 200
    assert f'href="/{name}/"' in client.get("/").text
    assert f"http://testserver/{name}/<" in client.get("/sitemap-doors.xml").text


def test_the_privacy_page_tells_of_every_kind_of_mail(client):
    page = client.get("/privacy/").text
    assert all(kind.on in page for kind in subscriptions.KINDS.values())


def test_whom_to_write_to_is_named_where_somebody_is(client, settings):
    assert "mailto:" not in client.get("/privacy/").text
    settings.CONTACT_EMAIL = "hello@nu.example"
    for path in ("/", "/privacy/"):
        assert 'href="mailto:hello@nu.example"' in client.get(path).text
