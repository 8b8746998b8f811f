"""A page is rendered once for all viewers, except for their personal data."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client

from listings import page_cache
from listings.models import Listing
from tests.support import unrecorded_writes
from tests.support.factories import (
    ListingFactory,
    SavedListingFactory,
    VerifiedStudentFactory,
)

pytestmark = pytest.mark.django_db
PAGES = ["/", "/listings/?kind=room"]
COUNT = re.compile(r'shortcut-count">(\d+)')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def look(client, url, **headers) -> str:
    return client.get(url, headers=headers).content.decode()


def write_unnoticed(listing, **values):
    """Write to the row without an entry in the change log."""
    with unrecorded_writes.allowed():
        Listing.objects.filter(pk=listing.pk).update(**values)


@pytest.fixture
def place():
    return ListingFactory(rent=95_000)


@pytest.mark.parametrize("url", PAGES)
def test_page_is_rendered_once_for_everyone(place, url, django_assert_max_num_queries):
    assert "$950" in look(Client(), url)
    write_unnoticed(place, rent_per_person=10_000)
    with django_assert_max_num_queries(1):
        assert "$950" in look(Client(), url)


@pytest.mark.parametrize("url", PAGES)
def test_change_of_a_listing_shows_at_once(place, url):
    look(Client(), url)
    place.rent = 80_000
    place.save_and_record()
    assert "$800" in look(Client(), url)


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "results"}])
def test_first_visit_gets_a_valid_csrf_token(place, url, headers):
    look(Client(), url)
    visitor = Client(enforce_csrf_checks=True)
    token = TOKEN.search(look(visitor, url, **headers))[1]
    press = f"/listings/{place.pk}/save/"
    answer = visitor.post(press, {"on": "1", "csrfmiddlewaretoken": token})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert visitor.post(press, {"on": "1"}).status_code == 403


@pytest.mark.parametrize("url", PAGES)
def test_each_response_has_its_own_csrf_token(place, url):
    """It could otherwise be guessed from the length of what is compressed with it."""
    client, other = Client(), Client()
    pages = [look(client, url), look(client, url), look(other, url)]
    assert len({TOKEN.search(page)[1] for page in pages}) == 3
    assert len({token for page in pages for token in TOKEN.findall(page)}) == 3
    assert not any(page_cache.CSRF_PLACEHOLDER in page for page in pages)


@pytest.mark.parametrize("url", PAGES)
def test_each_viewer_sees_their_own_page(place, url):
    mark = SavedListingFactory(listing=place)
    person, other, visitor = Client(), Client(), Client()
    person.force_login(mark.user)
    other.force_login(VerifiedStudentFactory())
    for _ in range(2):
        assert f'data-user="{mark.user.pk}"' in look(person, url)
        assert 'aria-pressed="true"' in look(person, url)
        assert 'aria-pressed="true"' not in look(other, url)
        assert "Log in" in look(visitor, url)
    person.logout()
    assert "data-user" not in look(person, url)


@pytest.mark.parametrize("url", PAGES)
def test_message_is_shown_once_to_one_person(client, place, url):
    client.force_login(place.lister)
    look(client, url)
    client.post(f"/listings/{place.pk}/photos/")  # without a photo
    assert "notice-error" in look(client, url)
    assert "notice-error" not in look(client, url)


@pytest.mark.parametrize("url", PAGES)
def test_page_names_the_requested_host(place, url, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    look(Client(), url, host="one.example")
    assert "one.example" not in look(Client(), url, host="two.example")


@pytest.mark.parametrize(
    "view",
    [
        lambda request: HttpResponse(get_token(request)),
        lambda request: HttpResponse("away", status=503),
        lambda request: HttpResponse(" " * page_cache.MAX_PAGE_BYTES + "x"),
    ],
    ids=["with its own token", "not a page", "too large"],
)
def test_uncacheable_responses_are_rendered_each_time(rf, view):
    rendered = []

    def render(request):
        rendered.append(request)
        return view(request)

    for _ in range(2):
        request = rf.get("/")
        request.htmx, request.user = False, AnonymousUser()
        request._messages = []  # noqa: SLF001 - Django offers no public way
        page_cache.cached_page(render)(request)
    assert len(rendered) == 2


@pytest.mark.parametrize("part", ["results", "more", "found"])
def test_forged_target_does_not_change_the_cached_page(place, part):
    look(Client(), PAGES[1], **{"HX-Target": part})
    assert "<!doctype html>" in look(Client(), PAGES[1])


def test_shortcut_counts_are_as_old_as_the_cached_page(place):
    look(Client(), "/")
    ListingFactory.create_batch(4, rent=95_000)
    cached = look(Client(), "/")
    for cache in caches.all():
        cache.clear()
    assert COUNT.findall(cached) == COUNT.findall(look(Client(), "/")) != []
