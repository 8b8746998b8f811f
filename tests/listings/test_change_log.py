"""Every public change of a listing is recorded in the change log."""

import pytest
from django.db.models import Value

from listings.models import ChangeLogEntry, Listing
from tests.support.factories import ListingFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """`lines()`: [(listings, appeared)] since it was last asked."""
    seen = ChangeLogEntry.objects.newest_id()

    def lines():
        nonlocal seen
        found = ChangeLogEntry.objects.filter(pk__gt=seen).order_by("pk")
        told = list(found.values_list("listings", "appeared"))
        seen = ChangeLogEntry.objects.newest_id()
        return told

    return lines


def test_drafts_are_not_recorded_until_published(lines):
    draft = ListingFactory(status="draft")
    draft.title = "Another name for it"
    draft.save_and_record()
    assert lines() == []
    draft.change_status("published")
    assert lines() == [([draft.pk], [draft.pk])]


def test_every_status_change_is_recorded(lines):
    place = ListingFactory()
    assert lines() == [([place.pk], [place.pk])]
    for status in ("pending", "taken", "published"):
        place.change_status(status)
        appeared = [place.pk] if status == "published" else []
        assert lines() == [([place.pk], appeared)]
    place.rent = 80_000
    place.save_and_record(update_fields=["rent"])
    place.change_status("draft")
    assert lines() == [([place.pk], []), ([place.pk], [])]


def test_bulk_change_is_one_entry(lines):
    rows = ListingFactory.build_batch(3, lister=UserFactory())
    Listing.objects.bulk_create_and_record(rows)
    ids = [row.pk for row in rows]
    assert lines() == [(ids, ids)]
    Listing.objects.filter(pk__in=ids[:2]).update_and_record(status="pending")
    assert lines() == [(ids[:2], [])]
    Listing.objects.filter(pk__in=ids).update_and_record(status=Value("published"))
    assert lines() == [(ids, ids[:2])]


def test_deletion_is_recorded_also_with_the_lister(lines):
    place = ListingFactory()
    draft = ListingFactory(status="draft", lister=place.lister)
    lines()
    pk = place.pk
    place.lister.delete()
    assert not Listing.objects.filter(pk__in=[pk, draft.pk]).exists()
    assert lines() == [([pk], [])]


def test_view_is_not_recorded(lines):
    place = ListingFactory()
    lines()
    place.count_view()
    Listing.objects.filter(pk=place.pk).update(views=7)
    assert lines() == []


def test_large_change_is_split_into_several_entries(lines):
    Listing.objects.bulk_create_and_record(ListingFactory.build_batch(1001, lister=UserFactory()))
    assert [len(listings) for listings, _ in lines()] == [500, 500, 1]
