"""Alerts: their page, their count in the header, and the socket that updates it."""

import urllib.request
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from listings.alerts import creation
from listings.models import Alert, Listing
from listings.models.alert import AlertQuerySet
from realtime import user_events
from tests.support.chat_connection import ChatConnection
from tests.support.factories import (
    ListingFactory,
    PhotoFactory,
    SavedListingFactory,
    SavedSearchFactory,
    VerifiedStudentFactory,
)
from tests.support.waiting import wait_until

pytestmark = pytest.mark.django_db
PAGE, SEEN = "/listings/alerts/", "/listings/alerts/seen/"
TOKEN = "a" * 32


def count_in(page: str) -> str:
    """The count in the header; "" if it shows none."""
    _, _, rest = page.partition("<alert-badge")
    head, _, rest = rest.partition("><span>")
    return "" if "hidden" in head else rest.partition("<")[0]


def test_alerts_are_listed_newest_first(client, ana):
    search = SavedSearchFactory(user=ana, name="My rooms")
    saved = SavedListingFactory(user=ana).listing
    creation.create_alerts()
    ana.alerts.all().delete()
    place = ListingFactory(title="", bedrooms=7)
    creation.create_alerts()
    saved.rent = 90_000
    saved.save_and_record()
    creation.create_alerts()
    Alert.objects.create(user=ana, search=search, more=231)
    page = client.get(PAGE).text
    assert count_in(page) == "3"
    order = [page.index(words) for words in ("And 231 more", "Rent down", "Room in a 7-bed")]
    assert order == sorted(order)
    assert "<strong>$900</strong> a month, was <s>$950</s>" in page
    assert f'href="{place.get_absolute_url()}"' in page
    assert "My rooms" in page


def test_newest_of_two_concurrent_counts_is_published_last(ana, monkeypatch):
    search, told, count = SavedSearchFactory(user=ana), [], AlertQuerySet.unseen_counts

    def overtaken(alerts, users):
        counts = count(alerts, users)
        monkeypatch.setattr(AlertQuerySet, "unseen_counts", count)
        Alert.objects.create(user=ana, search=search, more=1)
        creation.publish_unseen_counts(users)
        return counts

    monkeypatch.setattr(AlertQuerySet, "unseen_counts", overtaken)
    monkeypatch.setattr(
        user_events, "send_on_commit", lambda frames: told.append(frames[ana.pk]["count"])
    )
    creation.publish_unseen_counts({ana.pk})
    assert told[-1] == 1


def test_alerts_of_others_are_not_shown(client, ana):
    Alert.objects.create(user=VerifiedStudentFactory(), listing=ListingFactory())
    page = client.get(PAGE).text
    assert count_in(page) == ""
    assert "Nothing new yet" in page
    client.logout()
    assert client.get(PAGE).url == f"/accounts/login/?next={PAGE}"


@pytest.mark.parametrize("status", ["draft", "taken", "expired"])
def test_alerts_of_closed_listings_are_neither_listed_nor_counted(client, ana, status):
    place = ListingFactory()
    Alert.objects.create(user=ana, listing=place)
    Alert.objects.create(
        user=ana, listing=place, rent_drop_entry=1, old_rent=99_000, new_rent=95_000
    )
    assert count_in(client.get(PAGE).text) == "2"
    Listing.objects.update_and_record(status=status)
    page = client.get(PAGE).text
    assert count_in(page) == ""
    assert "Nothing new yet" in page


def test_rent_that_went_up_again_is_not_listed(client, ana):
    place = ListingFactory(rent=95_000)
    Alert.objects.create(
        user=ana, listing=place, rent_drop_entry=1, old_rent=95_000, new_rent=90_000
    )
    assert "Rent down" not in client.get(PAGE).text


def test_only_alerts_on_the_page_are_marked_as_seen(client, ana):
    first, second = (Alert.objects.create(user=ana, listing=ListingFactory()) for _ in range(2))
    theirs = Alert.objects.create(user=VerifiedStudentFactory(), listing=first.listing)
    assert client.post(SEEN, {"upto": first.pk}).url == PAGE
    answer = client.post(SEEN, {"upto": first.pk}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert set(Alert.objects.filter(seen_at=None)) == {second, theirs}
    assert count_in(client.get(PAGE).text) == "1"


@pytest.mark.parametrize("upto", ["", "x", "-1", "9" * 40, "٣"])
def test_invalid_id_marks_nothing(client, ana, upto):
    Alert.objects.create(user=ana, listing=ListingFactory())
    assert client.post(SEEN, {"upto": upto}).status_code == 302
    assert Alert.objects.filter(seen_at=None).exists()
    assert client.get(SEEN).status_code == 405


@pytest.mark.parametrize("page", ["2", "99", "x"])
def test_page_number_out_of_range_shows_the_nearest_page(client, ana, page):
    Alert.objects.create(user=ana, listing=ListingFactory())
    assert "Room in a 3-bed" in client.get(PAGE, {"page": page}).text


def test_query_count_does_not_grow_with_alerts(client, ana, django_assert_max_num_queries):
    """Session, user, both counts of the header, count, alerts, listings, photos."""
    for _ in range(6):
        search = SavedSearchFactory(user=ana)
        listing = PhotoFactory().listing
        Alert.objects.create(user=ana, listing=listing, search=search)
    with django_assert_max_num_queries(8):
        client.get(PAGE)


# Updates of open pages ------------------------------------------------------------------------


def post(web, session, path, **fields):
    """Post, as a page of the session does."""
    cookie = f"sessionid={session}; csrftoken={TOKEN}"
    headers = {"Cookie": cookie, "X-CSRFToken": TOKEN, "HX-Request": "true"}
    request = urllib.request.Request(f"{web.url}{path}", urlencode(fields).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status in (200, 204)


@pytest.mark.django_db(transaction=True)
def test_open_page_receives_new_counts_at_once(web, session_of):
    ana = VerifiedStudentFactory()
    SavedSearchFactory(user=ana)
    place = PhotoFactory(listing__status="draft").listing
    session = session_of(ana)
    tab, other = ChatConnection(web, session), ChatConnection(web, session)
    assert tab.ready["alerts"] == 0
    status = f"/listings/{place.pk}/status/"
    post(web, session_of(place.lister), status, status="published")
    assert tab.next("alert", 5) == {"type": "alert", "count": 1}
    post(web, session, SEEN, upto=ana.alerts.get().pk)
    assert other.next("alert", count=0)
    again = ChatConnection(web, session)
    assert again.ready["alerts"] == 0
    for one in (tab, other, again):
        one.close()


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
def test_change_is_emailed_without_the_scheduler(web, session_of, outbox):
    ana = VerifiedStudentFactory()
    SavedSearchFactory(user=ana)
    place = PhotoFactory(listing__status="draft").listing
    tab = ChatConnection(web, session_of(ana))
    post(web, session_of(place.lister), f"/listings/{place.pk}/status/", status="published")
    tab.next("alert", 5)
    assert wait_until(lambda: ana.alerts.get().mailed_at) <= timezone.now()
    assert [mail["To"] for mail in outbox] == [ana.email]
    tab.close()
