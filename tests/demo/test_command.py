"""`manage.py demo`."""

import io
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.verified_students import is_university_address
from chat.models import Conversation, Invitation, Message
from demo import content, people, photos
from listings.models import Listing, Photo, SavedListing

User = get_user_model()


def load() -> str:
    out = io.StringIO()
    with override_settings(DEBUG=True, RATE_LIMITS=True):
        call_command("demo", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo's output; loaded once for the module, each test's own changes are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    return loaded


def rows() -> list:
    """All rows of the tables that the demo fills."""
    models = (User, Listing, Photo, SavedListing, Conversation, Message, Invitation)
    return [sorted(model.objects.values_list(), key=str) for model in models]


def test_every_listing_has_a_cover_in_all_widths(demo):
    photos = Photo.objects.filter(listing__source="demo", position=0)
    assert len(photos) == len(content.listings()) >= 64
    for photo in photos:
        assert photo.description
        assert (photo.width, photo.height) == (800, 600)
        assert photo.image.storage.exists(photo.image.name)
        copies = photo.image.get_picture_files_list()
        assert {copy.width for copy in copies} == {400, 800}
        assert all(copy.storage.exists(copy.name) for copy in copies)


def test_photos_are_in_order(demo):
    data = content.listings()[0]
    listed = Listing.objects.get(source_id=data.slug).photos.all()
    assert [photo.position for photo in listed] == list(range(len(data.photos)))
    assert len({photo.description for photo in listed}) == len(data.photos) >= 3
    assert len({photo.image.name for photo in listed}) == len(data.photos)


def test_listings_are_complete_and_drafts_unpublished(demo):
    for listing in Listing.objects.filter(source="demo").exclude(status="expired"):
        assert listing.missing_fields() == []
        assert (listing.published_at is None) == (listing.status == "draft")
        assert listing.street in listing.address


def test_only_the_advertised_accounts_can_log_in(demo):
    for person in content.people():
        user = User.objects.get(email=person.email)
        assert user.is_verified_student == is_university_address(person.email)
        assert user.photo_width == 512
        assert user.has_usable_password() == person.logs_in
        assert bool(authenticate(username=person.email, password=people.PASSWORD)) == person.logs_in
        assert (person.email in demo) == person.logs_in


def test_seq_and_version_have_no_gap_and_times_rise(demo):
    for conversation in Conversation.objects.all():
        messages = list(conversation.messages.order_by("seq"))
        assert [message.seq for message in messages] == list(range(1, conversation.seq + 1))
        assert len({message.version for message in messages}) == len(messages)
        assert max(message.version for message in messages) == conversation.version
        times = [message.sent_at for message in messages]
        assert times == sorted(times)
        assert conversation.active_at == times[-1]
    assert Conversation.objects.count() == len(content.conversations())


def test_accounts_have_unread_messages_or_an_invitation(demo):
    for name, least in (("ana", 3), ("ben", 2), ("lee", 1)):
        user = User.objects.get(email__startswith=f"{name}@")
        assert Conversation.objects.unread_count(user) >= least
    dev = User.objects.get(email="dev@u.northwestern.edu")
    assert Invitation.objects.pending_for(dev).get().conversation.name == "Maple St house hunt"
    assert not Conversation.objects.for_user(dev).exists()


def test_the_history_has_an_edit_a_deletion_and_reactions(demo):
    assert Message.objects.filter(edited_at__isnull=False, deleted_at=None).exists()
    assert Message.objects.filter(deleted_at__isnull=False, body="").exists()
    assert Message.objects.exclude(reactions={}).exists()


def test_a_message_shows_a_listing_preview(demo):
    shown = Message.objects.filter(listing__source_id="maple-three-house-hunt")
    assert f"/listings/{shown.get().listing_id}/" in shown.get().body


def test_loading_it_again_changes_nothing(demo, monkeypatch):
    before = rows()
    monkeypatch.setattr(photos, "store", None)  # and stores nothing
    load()
    assert rows() == before


def test_changes_by_visitors_stay(demo):
    listing = Listing.objects.get(source_id="maple-three-house-hunt")
    listing.title = "Mine now"
    listing.save_and_record()
    listing.photos.first().delete()
    SavedListing.objects.filter(listing=listing).delete()
    ana = User.objects.get(email="ana@u.northwestern.edu")
    ana.set_password("another-one-1851")
    ana.save()
    Conversation.objects.filter(name="Maple St house hunt").update(name="Renamed")
    before = rows()
    load()
    assert rows() == before


def test_an_interrupted_run_is_completed_by_the_next(demo):
    Listing.objects.filter(source_id__in=["haven-six-bed-house", "emerson-summer-lab"]).delete()
    User.objects.filter(email="theo@u.northwestern.edu").delete()
    Conversation.objects.filter(name="Maple St house hunt").delete()
    load()
    assert Listing.objects.filter(source="demo").count() == len(content.listings())
    assert User.objects.filter(email="theo@u.northwestern.edu").exists()
    assert Conversation.objects.get(name="Maple St house hunt").seq > 30


def test_stale_listings_get_new_dates(demo):
    today, long_ago = timezone.localdate(), timezone.now() - timedelta(days=200)
    listings = Listing.objects.filter(source="demo")
    taken, renamed = listings.filter(status="published")[:2]
    listings.filter(pk=taken.pk).update_and_record(status="taken")
    listings.filter(pk=renamed.pk).update_and_record(title="As its lister calls it", rent=77_700)
    listings.filter(status="published").update_and_record(status="expired", confirmed_at=long_ago)
    listings.update_and_record(available_from=today - timedelta(days=190), published_at=long_ago)
    load()
    for listing in listings.filter(status__in=["published", "pending"]):
        assert today < listing.available_from
        assert timezone.now() - listing.confirmed_at < timedelta(days=6)
        assert timezone.now() - listing.published_at < timedelta(days=60)
    taken.refresh_from_db()
    renamed.refresh_from_db()
    assert (taken.status, renamed.status) == ("taken", "published")
    assert (renamed.title, renamed.rent) == ("As its lister calls it", 77_700)
    assert listings.filter(status="published").count() >= 50


def test_fresh_listings_keep_their_dates(demo):
    listing = Listing.objects.filter(source="demo", status="published").first()
    soon = timezone.localdate() + timedelta(days=3)
    Listing.objects.filter(pk=listing.pk).update_and_record(available_from=soon)
    load()
    listing.refresh_from_db()
    assert listing.available_from == soon
