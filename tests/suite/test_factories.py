"""The factories create the same rows as the platform."""

import pytest

from accounts import verified_students
from tests.support import factories

pytestmark = pytest.mark.django_db


def test_a_person_has_a_confirmed_address_and_can_log_in(client):
    person = factories.UserFactory()
    assert person.emailaddress_set.get().verified
    assert not person.is_verified_student
    assert client.login(username=person.email, password=factories.PASSWORD)


def test_a_student_is_verified_by_the_address():
    student = factories.VerifiedStudentFactory()
    assert student.is_verified_student
    student.refresh_from_db()
    assert student.is_verified_student
    assert verified_students.update_verified_student(student.pk)


def test_an_unconfirmed_student_is_not_verified():
    assert not factories.VerifiedStudentFactory(confirmed=False).is_verified_student


def test_a_listing_is_published_and_has_a_public_point():
    listing = factories.ListingFactory()
    assert listing.is_open
    assert listing.published_at
    assert listing.public_latitude not in (None, listing.latitude)
    assert listing.rent_per_person == 95_000


def test_a_draft_was_never_published():
    assert factories.ListingFactory(status="draft").published_at is None


def test_photos_are_in_the_order_of_creation():
    listing = factories.ListingFactory()
    photos = factories.PhotoFactory.create_batch(2, listing=listing)
    assert list(listing.photos.all()) == photos
    assert [photo.position for photo in photos] == [0, 1]
    assert (photos[0].width, photos[0].height) == (640, 480)
    assert photos[0].image.storage.exists(photos[0].image.name)


def test_a_conversation_has_the_given_participants():
    ana, ben = factories.UserFactory.create_batch(2)
    conversation = factories.ConversationFactory(participants=[ana, ben])
    assert set(conversation.participants.all()) == {ana, ben}
    assert factories.ConversationFactory().participants.count() == 2
