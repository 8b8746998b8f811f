"""People and places for tests, each as plain as can be; a test says what matters to it."""

import factory
from django.contrib.auth import get_user_model
from django.utils import timezone

from listings.models import Listing, SavedListing


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    email = factory.Sequence("person{}@example.com".format)
    name = factory.Sequence("Person {}".format)


class StudentFactory(UserFactory):
    email = factory.Sequence("student{}@u.northwestern.edu".format)
    is_verified_student = True


class ListingFactory(factory.django.DjangoModelFactory):
    """A published room on Foster Street, its address kept back."""

    class Meta:
        model = Listing

    lister = factory.SubFactory(StudentFactory)
    status = Listing.Status.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)
    space = Listing.Space.ROOM
    title = "Sunny room near Tech"
    description = "A bright room.\n\nThe kitchen is new."
    bedrooms = 3
    bathrooms = 1
    rent = 95_000
    people = 1
    address = "917 Foster St"
    unit_number = "4B"
    latitude = 42.0539
    longitude = -87.6810


class SavedListingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SavedListing

    user = factory.SubFactory(StudentFactory)
    listing = factory.SubFactory(ListingFactory)
