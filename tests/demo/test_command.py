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
from demo import people, photos, reading
from listings.models import Listing, Photo, SavedListing

User = get_user_model()


def load() -> str:
    out = io.StringIO()
    with override_settings(DEBUG=True, RATE_LIMITS=True):
        call_command("demo", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Evanston, loaded once for the module; each test's own changes are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def evanston(demo, db):
    return demo


def rows() -> list:
    """Everything that the demo has written, as it stands."""
    models = (User, Listing, Photo, SavedListing, Conversation, Message, Invitation)
    return [sorted(model.objects.values_list(), key=str) for model in models]


def test_every_listing_stands_with_its_cover(evanston):
    photos = Photo.objects.filter(listing__source="demo", position=0)
    assert len(photos) == len(reading.offers()) >= 64
    for photo in photos:
        assert photo.description
        assert (photo.width, photo.height) == (800, 600)
        assert photo.image.storage.exists(photo.image.name)
        copies = photo.image.get_picture_files_list()
        assert {copy.width for copy in copies} == {400, 800}
        assert all(copy.storage.exists(copy.name) for copy in copies)


def test_a_listing_has_its_photos_in_order(evanston):
    offer = reading.offers()[0]
    listed = Listing.objects.get(source_id=offer.slug).photos.all()
    assert [photo.position for photo in listed] == list(range(len(offer.photos)))
    assert len({photo.description for photo in listed}) == len(offer.photos) >= 3
    assert len({photo.image.name for photo in listed}) == len(offer.photos)


def test_what_is_shown_is_complete_and_what_it_is_published_as(evanston):
    for listing in Listing.objects.filter(source="demo").exclude(status="expired"):
        assert listing.missing() == []
        assert (listing.published_at is None) == (listing.status == "draft")
        assert listing.street in listing.address


def test_the_accounts_log_in_and_the_others_cannot(evanston):
    for person in reading.people():
        user = User.objects.get(email=person.email)
        assert user.is_verified_student == is_university_address(person.email)
        assert user.photo_width == 512
        assert user.has_usable_password() == person.logs_in
        assert bool(authenticate(username=person.email, password=people.PASSWORD)) == person.logs_in
        assert (person.email in evanston) == person.logs_in


def test_conversations_count_without_a_gap(evanston):
    for conversation in Conversation.objects.all():
        messages = list(conversation.messages.order_by("seq"))
        assert [message.seq for message in messages] == list(range(1, conversation.seq + 1))
        assert len({message.version for message in messages}) == len(messages)
        assert max(message.version for message in messages) == conversation.version
        times = [message.sent_at for message in messages]
        assert times == sorted(times)
        assert conversation.active_at == times[-1]
    assert Conversation.objects.count() == len(reading.talks())


def test_something_waits_for_whoever_logs_in(evanston):
    for name, least in (("ana", 3), ("ben", 2), ("lee", 1)):
        user = User.objects.get(email__startswith=f"{name}@")
        assert Conversation.objects.unread_total(user) >= least
    dev = User.objects.get(email="dev@u.northwestern.edu")
    assert Invitation.objects.of(dev).get().conversation.name == "Maple St house hunt"
    assert not Conversation.objects.of(dev).exists()


def test_the_history_has_an_edit_a_deletion_and_reactions(evanston):
    assert Message.objects.filter(edited_at__isnull=False, deleted_at=None).exists()
    assert Message.objects.filter(deleted_at__isnull=False, body="").exists()
    assert Message.objects.exclude(reactions={}).exists()


def test_a_talk_shows_the_card_of_a_place(evanston):
    shown = Message.objects.filter(listing__source_id="maple-three-house-hunt")
    assert f"/listings/{shown.get().listing_id}/" in shown.get().body


def test_loading_it_again_changes_nothing(evanston, monkeypatch):
    before = rows()
    monkeypatch.setattr(photos, "store", None)  # and stores nothing
    load()
    assert rows() == before


def test_what_a_visitor_changed_stays(evanston):
    listing = Listing.objects.get(source_id="maple-three-house-hunt")
    listing.title = "Mine now"
    listing.save()
    listing.photos.first().delete()
    SavedListing.objects.filter(listing=listing).delete()
    ana = User.objects.get(email="ana@u.northwestern.edu")
    ana.set_password("another-one-1851")
    ana.save()
    Conversation.objects.filter(name="Maple St house hunt").update(name="Renamed")
    before = rows()
    load()
    assert rows() == before


def test_a_run_that_was_stopped_goes_on(evanston):
    Listing.objects.filter(source_id__in=["haven-six-bed-house", "emerson-summer-lab"]).delete()
    User.objects.filter(email="theo@u.northwestern.edu").delete()
    Conversation.objects.filter(name="Maple St house hunt").delete()
    load()
    assert Listing.objects.filter(source="demo").count() == len(reading.offers())
    assert User.objects.filter(email="theo@u.northwestern.edu").exists()
    assert Conversation.objects.get(name="Maple St house hunt").seq > 30


def test_what_time_has_passed_by_is_offered_anew(evanston):
    today, long_ago = timezone.localdate(), timezone.now() - timedelta(days=200)
    places = Listing.objects.filter(source="demo")
    taken, renamed = places.filter(status="published")[:2]
    places.filter(pk=taken.pk).update(status="taken")
    places.filter(pk=renamed.pk).update(title="As its lister calls it", rent=77_700)
    places.filter(status="published").update(status="expired", confirmed_at=long_ago)
    places.update(available_from=today - timedelta(days=190), published_at=long_ago)
    load()
    for listing in places.filter(status__in=["published", "pending"]):
        assert today < listing.available_from
        assert timezone.now() - listing.confirmed_at < timedelta(days=6)
        assert timezone.now() - listing.published_at < timedelta(days=60)
    taken.refresh_from_db()
    renamed.refresh_from_db()
    assert (taken.status, renamed.status) == ("taken", "published")
    assert (renamed.title, renamed.rent) == ("As its lister calls it", 77_700)
    assert places.filter(status="published").count() >= 50


def test_what_is_still_fresh_stays_as_its_lister_left_it(evanston):
    place = Listing.objects.filter(source="demo", status="published").first()
    soon = timezone.localdate() + timedelta(days=3)
    Listing.objects.filter(pk=place.pk).update(available_from=soon)
    load()
    place.refresh_from_db()
    assert place.available_from == soon
