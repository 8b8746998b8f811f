"""Factories of users, listings, images and conversations."""

import io
from datetime import timedelta
from functools import cache

import factory
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image

from accounts.verified_students import is_university_address
from chat.models import Conversation, Message, Participant
from listings.models import Amenity, Listing, ListingAmenity, Photo, SavedListing, SavedSearch
from listings.search.form import read_search
from listings.search.saving import columns_of

PASSWORD = "wildcats-test-1851"


def picture(width=640, height=480, color="#4E2A84", name="picture.webp") -> ContentFile:
    """A real image file in the format that `name` ends in."""
    kind = name.rpartition(".")[2].upper().replace("JPG", "JPEG")
    return ContentFile(_drawn(width, height, color, kind), name)


@cache
def _drawn(width: int, height: int, color: str, kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), color).save(file, kind)
    return file.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def pdf(name="lease.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


class UserFactory(DjangoModelFactory):
    """A user with an address outside the university, confirmed unless `confirmed=False`."""

    class Meta:
        model = settings.AUTH_USER_MODEL
        skip_postgeneration_save = True

    name = factory.Faker("first_name")
    email = factory.Sequence("person{}@example.com".format)

    @classmethod
    def _create(cls, model_class, *args, **fields):
        return model_class.objects.create_user(**{"password": PASSWORD} | fields)

    @factory.post_generation
    def confirmed(self, create, extracted, **kwargs):
        """A confirmed address of the university makes a verified student. The signals that see to
        that on the site are left out: they take more queries than all the rest."""
        if create and extracted is not False:
            address = EmailAddress(user=self, email=self.email, verified=True, primary=True)
            EmailAddress.objects.bulk_create([address])
            if is_university_address(self.email):
                type(self).objects.filter(pk=self.pk).update(is_verified_student=True)
                self.is_verified_student = True


class VerifiedStudentFactory(UserFactory):
    email = factory.Sequence("student{}@u.northwestern.edu".format)


class ListingFactory(DjangoModelFactory):
    """A published room, ten minutes from campus, free from next month for a year."""

    class Meta:
        model = Listing

    lister = factory.SubFactory(VerifiedStudentFactory)
    status = Listing.Status.PUBLISHED
    space = Listing.Space.ROOM
    title = factory.Sequence("Sunny room {} near Noyes".format)
    description = "Second floor, wood floors, a big window to the yard."
    bedrooms = 3
    bathrooms = 1
    rent = 95_000
    utilities = 6_000
    deposit = 50_000
    available_from = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
    available_until = factory.LazyAttribute(lambda o: o.available_from + timedelta(days=364))
    address = factory.Sequence(lambda n: f"{900 + n} Noyes St")
    latitude = factory.Sequence(lambda n: 42.0583 + n % 50 * 0.00005)
    longitude = -87.6835
    published_at = factory.Maybe("is_draft", None, factory.LazyFunction(timezone.now))

    class Params:
        is_draft = factory.LazyAttribute(lambda o: o.status == Listing.Status.DRAFT)

    @classmethod
    def _create(cls, model_class, *args, **fields):
        listing = model_class(**fields)
        listing.save_and_record()
        return listing


def add_amenities(listing, *slugs):
    """Add amenities as the platform does: as rows, and in the columns for the search."""
    ListingAmenity.objects.bulk_create(ListingAmenity(listing=listing, slug=slug) for slug in slugs)
    listing.amenity_words = Amenity.words(slugs)
    listing.save_and_record(update_fields=["amenity_words"])


class PhotoFactory(DjangoModelFactory):
    class Meta:
        model = Photo

    listing = factory.SubFactory(ListingFactory)
    image = factory.LazyFunction(picture)
    position = factory.LazyAttribute(lambda o: o.listing.photos.count())


class SavedListingFactory(DjangoModelFactory):
    class Meta:
        model = SavedListing

    user = factory.SubFactory(VerifiedStudentFactory)
    listing = factory.SubFactory(ListingFactory)


class SavedSearchFactory(DjangoModelFactory):
    """`SavedSearchFactory(query="kind=room&max_rent=900")`"""

    class Meta:
        model = SavedSearch

    user = factory.SubFactory(VerifiedStudentFactory)
    name = factory.Sequence("Search {}".format)
    query = "kind=room"

    @classmethod
    def _create(cls, model_class, query, **fields):
        return super()._create(model_class, **columns_of(read_search(query)), **fields)


class ConversationFactory(DjangoModelFactory):
    """`ConversationFactory(participants=[ana, ben])`; by default with two new users."""

    class Meta:
        model = Conversation
        skip_postgeneration_save = True

    name = "Noyes house"

    @factory.post_generation
    def participants(self, create, extracted, **kwargs):
        if not create:
            return
        people = VerifiedStudentFactory.create_batch(2) if extracted is None else extracted
        Participant.objects.bulk_create(
            Participant(conversation=self, user=person) for person in people
        )


class InquiryFactory(ConversationFactory):
    """`InquiryFactory(participants=[seeker, lister])`, in which nobody has written."""

    name = ""
    listing = factory.SubFactory(ListingFactory)


class MessageFactory(DjangoModelFactory):
    """A message that is stored but not published: history, for pages that open later."""

    class Meta:
        model = Message

    conversation = factory.SubFactory(ConversationFactory)
    sender = factory.LazyAttribute(lambda o: o.conversation.participants.first())
    body = "hi"

    @classmethod
    def _create(cls, model_class, conversation, **fields):
        conversation.refresh_from_db()
        conversation.seq += 1
        conversation.version += 1
        conversation.save()
        counts = {"seq": conversation.seq, "version": conversation.version}
        return model_class.objects.create(conversation=conversation, **counts, **fields)
