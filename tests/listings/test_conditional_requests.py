"""ETags: an unchanged page is answered with 304, a changed one is sent."""

import pytest
from django.test import Client
from django.utils import timezone

from listings.models import ChangeLogEntry
from listings.search import saving
from listings.search.form import read_search
from tests.support.factories import (
    ConversationFactory,
    ListingFactory,
    MessageFactory,
    SavedListingFactory,
    VerifiedStudentFactory,
)

pytestmark = pytest.mark.django_db
OF_EVERYONE = ["/listings/map.json?kind=room", "/listings/feed.atom?kind=room"]
PAGES = ["/listings/?kind=room", *OF_EVERYONE]


class Browser(Client):
    """Repeats requests as browsers do, with the ETag of the previous response."""

    def look(self, url="/listings/?kind=room", **headers) -> int:
        """The status of the second of two requests."""
        tag = self.get(url, headers=headers).headers.get("ETag")
        return self.again(url, tag, **headers)

    def again(self, url, tag, **headers) -> int:
        return self.get(url, headers=headers | ({"If-None-Match": tag} if tag else {})).status_code

    def tag(self, url="/listings/?kind=room") -> str:
        return self.get(url)["ETag"]


@pytest.fixture
def browser():
    """It has visited the site and has the cookie of the CSRF tokens."""
    browser = Browser()
    browser.get("/listings/")
    return browser


@pytest.fixture
def student(browser):
    student = VerifiedStudentFactory()
    browser.force_login(student)
    browser.get("/listings/")
    return student


@pytest.mark.parametrize("url", PAGES)
def test_unchanged_page_answers_304(browser, url, django_assert_max_num_queries):
    ListingFactory()
    tag = browser.tag(url)
    with django_assert_max_num_queries(1):
        assert browser.again(url, tag) == 304


@pytest.mark.parametrize("url", PAGES)
def test_changed_listing_is_sent(browser, url):
    place = ListingFactory()
    tag = browser.tag(url)
    place.title = "Attic room with a view"
    place.save_and_record()
    assert browser.again(url, tag) == 200


@pytest.mark.parametrize("url", PAGES)
def test_entry_committed_late_is_sent(browser, url):
    """Of two entries of the change log, the higher was committed first."""
    higher = ChangeLogEntry.objects.create(listings=[], appeared=[]).pk + 2
    ChangeLogEntry.objects.create(pk=higher, listings=[], appeared=[])
    tag = browser.tag(url)
    ChangeLogEntry.objects.create(pk=higher - 1, listings=[], appeared=[])
    assert browser.again(url, tag) == 200


@pytest.mark.parametrize("url", PAGES)
def test_another_day_or_release_changes_the_etag(browser, url, settings, monkeypatch):
    tag = browser.tag(url)
    with monkeypatch.context() as patch:
        tomorrow = timezone.localdate() + timezone.timedelta(days=1)
        patch.setattr(timezone, "localdate", lambda: tomorrow)
        assert browser.again(url, tag) == 200
    settings.RELEASE = "v2"
    assert browser.again(url, tag) == 200


def mark(user):
    SavedListingFactory(user=user)


def save_search(user):
    saving.save_search(user, read_search("kind=room"))


def receive_message(user):
    MessageFactory(
        conversation=ConversationFactory(participants=[user, VerifiedStudentFactory()]),
        sender=VerifiedStudentFactory(),
    )


def rename(user):
    user.name = "Wildcat"
    user.save()


@pytest.mark.parametrize("happens", [mark, save_search, receive_message, rename])
def test_change_of_the_viewers_own_data_is_sent(browser, student, happens):
    ListingFactory()
    assert browser.look() == 304
    tag = browser.tag()
    happens(student)
    assert browser.again("/listings/?kind=room", tag) == 200


def test_etag_differs_between_viewers(browser, student):
    tag = browser.tag()
    browser.logout()
    assert browser.again("/listings/?kind=room", tag) == 200
    browser.get("/listings/")
    assert browser.again("/listings/?kind=room", tag) == 200


def test_csrf_token_rotated_by_a_login_is_sent_again(browser, student):
    tag = browser.tag()
    del browser.cookies["csrftoken"]
    assert browser.again("/listings/?kind=room", tag) == 200
    assert browser.again("/listings/?kind=room", tag) == 200


def test_waiting_message_is_shown(browser, student):
    place = ListingFactory(lister=student)
    tag = browser.tag()
    browser.post(f"/listings/{place.pk}/photos/")  # without a photo
    assert browser.again("/listings/?kind=room", tag) == 200
    assert browser.again("/listings/?kind=room", tag) == 304  # once


def test_part_of_a_page_is_never_served_as_the_whole(browser):
    tag = browser.tag()
    part = {"HX-Request": "true", "HX-Target": "results"}
    assert browser.again("/listings/?kind=room", tag, **part) == 200
    assert "ETag" not in browser.get("/listings/?kind=room", headers=part)


def test_browsers_revalidate_each_time(browser):
    assert set(browser.get("/listings/")["Cache-Control"].split(", ")) == {"no-cache", "private"}
    for url in OF_EVERYONE:
        assert browser.get(url)["Cache-Control"] == "no-cache"
