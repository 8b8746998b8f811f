"""Error pages."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path

from nu_housing_app.urls import urlpatterns as site
from tests.support.factories import ListingFactory, UserFactory


def fail(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    *site,
    path("broken/", fail(ZeroDivisionError("secret"))),
    path("forbidden/", fail(PermissionDenied("secret"))),
    path("garbled/", fail(SuspiciousOperation("secret"))),
]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        ("/nowhere/", 404, "Nobody lives at this address"),
        ("/forbidden/", 403, "This door isn’t yours to open"),
        ("/garbled/", 400, "We couldn’t read that"),
        ("/broken/", 500, "Something broke on our side"),
    ],
)
def test_each_error_page_explains_and_links_on(url, status, words, settings):
    settings.DEBUG = False
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())
    response = client.get(url)
    html = response.content.decode()
    assert response.status_code == status
    assert words in html
    assert html.count("button-main") == 1
    assert html.count("<h1>") == 1
    assert "secret" not in html


@pytest.mark.django_db
def test_expired_form_explains_how_to_submit_it_again(settings):
    settings.DEBUG = False
    listing = ListingFactory()
    response = Client(enforce_csrf_checks=True).post(f"/listings/{listing.pk}/save/")
    assert response.status_code == 403
    assert "open for too long" in response.content.decode()


def test_server_error_page_needs_no_context(client):
    """Without a database (this test has none), a context or a tag that could fail as well."""
    source = render_to_string("500.html")
    assert "Something broke on our side" in source
    for sheet in ("tokens", "reset", "base", "layout", "components/illustrated-page"):
        assert f'href="/static/css/{sheet}.css"' in source
