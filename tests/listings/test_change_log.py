"""The book of changes: every way in which the public comes to see a place otherwise."""

import pytest

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


def test_a_draft_is_nobodys_business_until_it_is_published(lines):
    draft = ListingFactory(status="draft")
    draft.title = "Another name for it"
    draft.save()
    assert lines() == []
    draft.change_status("published")
    assert lines() == [([draft.pk], [draft.pk])]


def test_every_step_of_its_life_is_noted(lines):
    place = ListingFactory()
    assert lines() == [([place.pk], [place.pk])]
    for status in ("pending", "taken", "published"):
        place.change_status(status)
        appeared = [place.pk] if status == "published" else []
        assert lines() == [([place.pk], appeared)]
    place.rent = 80_000
    place.save(update_fields=["rent"])
    place.change_status("draft")
    assert lines() == [([place.pk], []), ([place.pk], [])]


def test_many_at_once_are_one_line(lines):
    rows = ListingFactory.build_batch(3, lister=UserFactory())
    Listing.objects.bulk_create(rows)
    ids = [row.pk for row in rows]
    assert lines() == [(ids, ids)]
    Listing.objects.filter(pk__in=ids[:2]).update(status="pending")
    assert lines() == [(ids[:2], [])]
    for row in rows:
        row.status = "published"
    Listing.objects.bulk_update(rows, ["status"])
    assert lines() == [(ids, ids[:2])]


def test_what_is_deleted_is_noted_also_with_its_lister(lines):
    place = ListingFactory()
    draft = ListingFactory(status="draft", lister=place.lister)
    lines()
    pk = place.pk
    place.lister.delete()
    assert not Listing.objects.filter(pk__in=[pk, draft.pk]).exists()
    assert lines() == [([pk], [])]


def test_a_look_at_a_place_changes_nothing(lines):
    place = ListingFactory()
    lines()
    place.count_view()
    Listing.objects.filter(pk=place.pk).update(views=7)
    assert lines() == []


def test_a_thousand_are_told_in_lines_that_a_process_can_read_at_once(lines):
    Listing.objects.bulk_create(ListingFactory.build_batch(1001, lister=UserFactory()))
    assert [len(listings) for listings, _ in lines()] == [500, 500, 1]
