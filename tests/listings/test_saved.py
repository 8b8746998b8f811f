"""Saving a place, and the page of what one saved."""

import pytest
from django.contrib.auth.models import AnonymousUser

from listings.models import SavedListing
from tests.factories import ListingFactory, SavedListingFactory, StudentFactory

pytestmark = pytest.mark.django_db


def test_ids_for_tells_which_of_the_shown_places_the_viewer_saved(django_assert_num_queries):
    ana = StudentFactory()
    mine, _not_shown = SavedListingFactory.create_batch(2, user=ana)
    others = SavedListingFactory()
    shown = [mine.listing, others.listing, ListingFactory()]
    with django_assert_num_queries(1):
        assert SavedListing.objects.ids_for(ana, shown) == {mine.listing_id}


def test_ids_for_a_visitor_asks_nothing(django_assert_num_queries):
    listing = ListingFactory()
    with django_assert_num_queries(0):
        assert SavedListing.objects.ids_for(AnonymousUser(), [listing]) == set()
