from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.closing import close_account
from tests.support.factories import ListingFactory, PhotoFactory, UserFactory
from tests.support.staff_login import log_in_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    return log_in_staff(client, UserFactory(is_staff=True, is_superuser=True))


def test_moderator_finds_listings_by_words(client, moderator):
    ListingFactory(title="Attic with a view")
    ListingFactory(title="Garden flat")
    text = client.get(reverse("admin:listings_listing_changelist"), {"q": "attic"}).text
    assert "Attic with a view" in text
    assert "Garden flat" not in text


def test_moderator_sees_photos_and_cannot_edit_derived_columns(client, moderator):
    photo = PhotoFactory()
    url = reverse("admin:listings_listing_change", args=[photo.listing.pk])
    text = client.get(url).text
    assert photo.image.url in text
    assert 'name="public_latitude"' not in text


def act(client, action, listing, **data):
    data |= {"action": action, "_selected_action": [listing.pk]}
    page = client.post(reverse("admin:listings_listing_changelist"), data, follow=True)
    listing.refresh_from_db()
    return page


def test_removal_needs_a_reason_and_is_logged(client, moderator):
    listing = ListingFactory()
    assert "Give a reason" in act(client, "remove", listing, reason=" ").text
    assert listing.status == "published"
    act(client, "remove", listing, reason="The photos show another home.")
    assert listing.status == "removed"
    assert listing.removal_reason == "The photos show another home."
    [entry] = LogEntry.objects.filter(user=moderator)
    assert entry.get_change_message() == "Removed: The photos show another home."


@pytest.mark.parametrize("before", ["published", "pending", "taken", "expired", "draft"])
def test_restoring_restores_the_status_and_is_logged(client, moderator, before):
    listing = ListingFactory(status=before)
    act(client, "remove", listing, reason="A scam.")
    act(client, "restore", listing)
    assert (listing.status, listing.removal_reason) == (before, "")
    assert LogEntry.objects.filter(user=moderator, change_message="Restored.").exists()


def test_restored_listing_does_not_expire_at_once(client, moderator):
    listing = ListingFactory(confirmed_at=timezone.now() - timedelta(days=30))
    act(client, "remove", listing, reason="A scam.")
    act(client, "restore", listing)
    call_command("expire_listings")
    listing.refresh_from_db()
    assert listing.status == "published"


def test_listing_of_a_closed_account_is_restored_as_a_draft(client, moderator):
    listing = ListingFactory()
    act(client, "remove", listing, reason="A scam.")
    close_account(listing.lister)
    act(client, "restore", listing)
    assert listing.status == "draft"


def test_form_leaves_the_status_as_it_is(client, moderator):
    listing = ListingFactory()
    page = client.get(reverse("admin:listings_listing_change", args=[listing.pk]))
    assert 'name="status"' not in page.text


def test_long_list_takes_few_queries(client, moderator, django_assert_max_num_queries):
    ListingFactory.create_batch(8)
    with django_assert_max_num_queries(12):
        client.get(reverse("admin:listings_listing_changelist"))
