"""Which changes of listings create alerts: new matches of saved searches, and lower rents."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from listings.alerts import creation, matching
from listings.models import Alert, ChangeLogEntry, Listing, SavedSearch
from listings.updates import database_reads
from tests.support.factories import (
    ListingFactory,
    SavedListingFactory,
    SavedSearchFactory,
    UserFactory,
    VerifiedStudentFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return VerifiedStudentFactory(name="Ana")


def told(user) -> list:
    """The listings of a user's alerts, once every alert is created."""
    creation.create_alerts()
    return [alert.listing for alert in user.alerts.order_by("pk")]


@pytest.fixture
def known():
    """A listing that is older than everything saved."""
    listing = ListingFactory(rent=95_000)
    creation.create_alerts()
    return listing


# New matches ----------------------------------------------------------------------------------


def test_published_listing_alerts_matching_searches(ana):
    SavedSearchFactory(user=ana, query="max_rent=1000&kind=room")
    draft = ListingFactory(status="draft", rent=95_000)
    ListingFactory(rent=120_000)
    assert told(ana) == []
    draft.publish()
    assert told(ana) == [draft]


def test_listing_is_alerted_once_whatever_its_later_statuses(ana):
    SavedSearchFactory(user=ana)
    place = ListingFactory()
    for status in ("pending", "published", "draft", "published"):
        creation.create_alerts()
        place.status = status
        place.save_and_record()
    assert told(ana) == [place]


def test_soonest_of_two_matching_searches_alerts_once(ana):
    SavedSearchFactory(user=ana, query="kind=room", alert_frequency="daily")
    soon = SavedSearchFactory(user=ana, query="max_rent=1000", alert_frequency="now")
    place = ListingFactory()
    assert told(ana) == [place]
    assert ana.alerts.get().search == soon


@pytest.mark.parametrize("query", ["kind=room", "kind=room&q=tub"])
def test_own_listings_are_not_alerted(ana, query):
    SavedSearchFactory(user=ana, query=query)
    ListingFactory(lister=ana, description="With a tub")
    assert told(ana) == []


def test_disabled_searches_and_inactive_users_get_no_alert(ana):
    SavedSearchFactory(user=ana, alert_frequency="never")
    gone = UserFactory(is_active=False)
    SavedSearchFactory(user=gone)
    ListingFactory()
    assert told(ana) == told(gone) == []


def test_listing_hidden_again_is_alerted_only_once_back(ana):
    SavedSearchFactory(user=ana)
    place = ListingFactory()
    Listing.objects.filter(pk=place.pk).update_and_record(status="expired")
    assert told(ana) == []
    Listing.objects.filter(pk=place.pk).update_and_record(status="published")
    assert told(ana) == [place]


@pytest.mark.parametrize(
    ("query", "change"),
    [
        ("max_rent=900", {"rent": 90_000}),
        ("min_rent=1000", {"rent": 100_000}),
        ("max_cost=1000", {"utilities": 0}),
        ("furnished=1", {"furnished": True}),
        ("utilities=1", {"utilities": 0}),
        ("bathrooms=2", {"bathrooms": 2}),
        ("q=tub", {"description": "Now with a tub."}),
        ("near=tech&max_walk=5", {"latitude": 42.0577, "longitude": -87.6760}),
        ("available_from=2020-01-01", {"available_from": None}),
    ],
)
def test_change_that_makes_a_listing_match_is_alerted(ana, known, query, change):
    SavedSearchFactory(user=ana, query=query)
    known.title = "Another title"
    known.save_and_record()
    assert told(ana) == []
    for name, value in change.items():
        setattr(known, name, value)
    known.save_and_record()
    assert told(ana) == [known]


def test_added_amenity_is_alerted(ana, known):
    SavedSearchFactory(user=ana, query="amenity=laundry")
    known.amenities.create(slug="laundry")
    known.amenity_words = "In-unit laundry"
    known.save_and_record()
    assert told(ana) == [known]


@pytest.mark.parametrize(
    ("query", "change"),
    [
        ("max_rent=1000", {"rent": 90_000}),
        ("bedrooms=2&kind=room", {"bedrooms": 4}),
        ("kind=room", {"description": "Now with a tub."}),
        ("kind=room", {"confirmed_at": timezone.now()}),
        ("near=tech", {"latitude": 42.0577, "longitude": -87.6760}),
        ("available_from=2099-01-01", {"available_until": None, "title": "x"}),
    ],
)
def test_change_of_a_listing_that_matched_before_is_not_alerted(ana, known, query, change):
    if "2099" in query:
        known.available_until = None
        known.save_and_record()
        creation.create_alerts()
    SavedSearchFactory(user=ana, query=query)
    for name, value in change.items():
        setattr(known, name, value)
    known.save_and_record()
    assert told(ana) == []


def test_values_before_the_first_of_several_changes_count(ana, known):
    SavedSearchFactory(user=ana, query="max_rent=900")
    for rent in (85_000, 80_000):
        known.rent = rent
        known.save_and_record()
    assert told(ana) == [known]


def test_listings_older_than_the_search_are_not_alerted(ana):
    """Even if their changes have created no alerts yet: an import waits for the next run."""
    seen = ListingFactory(rent=95_000)
    seen.rent = 90_000
    seen.save_and_record()
    SavedSearchFactory(user=ana)
    SavedListingFactory(user=ana, listing=seen)
    new = ListingFactory()
    assert told(ana) == [new]


# Many changes ---------------------------------------------------------------------------------


def test_many_matches_are_partly_listed_and_partly_counted(ana, monkeypatch):
    monkeypatch.setattr(matching, "MAX_PREFILTERED", 5)
    monkeypatch.setattr(creation, "MAX_LISTED", 3)
    SavedSearchFactory(user=ana, query="max_rent=2000")
    lister = UserFactory()
    made = [ListingFactory.build(lister=lister) for _ in range(9)]
    for listing in made:
        listing.set_derived_columns()
    Listing.objects.bulk_create_and_record(made)
    newest = sorted(Listing.objects.all(), key=lambda one: -one.pk)[:3]
    assert told(ana) == [*newest, None]
    assert ana.alerts.get(listing=None).more == 6


def test_small_changes_are_alerted_at_once_and_imports_later():
    SavedSearchFactory(query="kind=room")
    lister = UserFactory()
    Listing.objects.bulk_create_and_record(ListingFactory.build(lister=lister) for _ in range(21))
    one = ListingFactory()
    creation.create_alerts(small_only=True)
    assert [alert.listing for alert in Alert.objects.all()] == [one]
    creation.create_alerts()
    assert Alert.objects.filter(listing__lister=lister).count() == creation.MAX_LISTED


def test_small_changes_do_not_wait_for_an_import(monkeypatch):
    monkeypatch.setattr(creation, "ENTRIES_PER_BATCH", 1)
    SavedSearchFactory(query="kind=room")
    lister = UserFactory()
    Listing.objects.bulk_create_and_record(ListingFactory.build(lister=lister) for _ in range(21))
    one = ListingFactory()
    creation.create_alerts(small_only=True)
    assert [alert.listing for alert in Alert.objects.all()] == [one]


def test_one_listing_and_many_searches_take_few_queries(django_assert_max_num_queries):
    """However many there are: the lines, the places, who may want them; and one for each search
    that may, of those that ask the same but one."""
    for rent in range(500, 550):
        SavedSearchFactory(query=f"max_rent={rent}")
    for _ in range(3):
        SavedSearchFactory(query="max_rent=1000&kind=room")
    ListingFactory()
    with django_assert_max_num_queries(14):
        creation.create_alerts()
    assert Alert.objects.count() == 3


# Lower rents ----------------------------------------------------------------------------------


def lower(listing, rent):
    listing.rent = rent
    listing.save_and_record()


def test_rent_drop_alerts_those_who_saved_the_listing(ana, known):
    SavedListingFactory(user=ana, listing=known)
    lower(known, 90_000)
    assert told(ana) == [known]
    [alert] = ana.alerts.all()
    assert (alert.old_rent, alert.new_rent) == (95_000, 90_000)


def test_every_rent_drop_is_alerted_and_no_rise(ana, known):
    SavedListingFactory(user=ana, listing=known)
    for rent in (92_000, 95_000, 90_000, 90_000, 85_000):
        lower(known, rent)
        creation.create_alerts()
    rents = [(alert.old_rent, alert.new_rent) for alert in ana.alerts.order_by("pk")]
    assert rents == [(95_000, 92_000), (95_000, 90_000), (90_000, 85_000)]


def test_rent_that_goes_up_and_down_all_day_is_alerted_once(ana, known):
    SavedListingFactory(user=ana, listing=known)
    for rent in (90_000, 95_000, 90_000, 95_000, 92_000, 95_000):
        lower(known, rent)
        creation.create_alerts()
    assert ana.alerts.count() == 1
    Alert.objects.update(at=timezone.now() - timedelta(days=1, minutes=1))
    lower(known, 92_000)
    creation.create_alerts()
    assert [alert.new_rent for alert in ana.alerts.order_by("pk")] == [90_000, 92_000]


def test_reverted_rent_drop_is_not_alerted(ana, known):
    SavedListingFactory(user=ana, listing=known)
    lower(known, 90_000)
    lower(known, 95_000)
    assert told(ana) == []


def test_more_people_sharing_is_no_rent_drop(ana, known):
    SavedListingFactory(user=ana, listing=known)
    known.people = 2
    known.save_and_record()
    assert told(ana) == []


@pytest.mark.parametrize("status", ["draft", "taken", "expired"])
def test_rent_drop_of_a_closed_listing_is_not_alerted(ana, known, status):
    SavedListingFactory(user=ana, listing=known)
    SavedListingFactory(user=known.lister, listing=known)
    known.status = status
    lower(known, 90_000)
    assert told(ana) == told(known.lister) == []


def test_lister_gets_no_alert_about_their_own_rent_drop(known):
    SavedListingFactory(user=known.lister, listing=known)
    lower(known, 90_000)
    assert told(known.lister) == []


def test_bulk_rent_drop_is_alerted(ana, known):
    SavedListingFactory(user=ana, listing=known)
    Listing.objects.update_and_record(rent=90_000, rent_per_person=90_000)
    assert told(ana) == [known]


# The change log -------------------------------------------------------------------------------


def test_entries_without_news_need_no_alerts(known):
    Listing.objects.filter(pk=known.pk).update_and_record(status="pending")
    assert not ChangeLogEntry.objects.without_alerts().exists()


def test_entry_without_alerts_is_kept_however_old(known):
    ListingFactory()
    ChangeLogEntry.objects.update(at=timezone.now() - timedelta(days=9))
    database_reads.delete_old_entries()
    [line] = ChangeLogEntry.objects.all()
    assert not line.alerts_created


def test_run_that_dies_leaves_everything_to_the_next(ana, monkeypatch):
    SavedSearchFactory(user=ana)
    place = ListingFactory()

    def die(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(creation, "partial", die)
        with pytest.raises(KeyboardInterrupt):
            creation.create_alerts()
    assert not Alert.objects.exists()
    assert told(ana) == [place]


def test_alerts_are_unique_in_the_database(ana, known):
    Alert.objects.create(user=ana, listing=known)
    Alert.objects.create(user=ana, listing=known, rent_drop_entry=1)
    for again in ({}, {"rent_drop_entry": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Alert.objects.create(user=ana, listing=known, **again)


def test_concurrent_run_creates_the_alerts_once(ana, monkeypatch):
    SavedSearchFactory(user=ana)
    ListingFactory()
    fits = creation.match_saved_searches

    def meanwhile(*args):
        found = fits(*args)
        ChangeLogEntry.objects.update(alerts_created=True)
        return found

    monkeypatch.setattr(creation, "match_saved_searches", meanwhile)
    creation.create_alerts()
    assert not Alert.objects.exists()


def test_deleting_a_search_keeps_its_alerts(ana):
    search = SavedSearchFactory(user=ana)
    place = ListingFactory()
    creation.create_alerts()
    search.delete()
    assert [alert.listing for alert in Alert.objects.all()] == [place]
    assert SavedSearch.objects.count() == 0
