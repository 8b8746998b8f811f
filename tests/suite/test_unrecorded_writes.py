"""The tests refuse changes of listings that aren't recorded in the change log."""

import pytest
from django.db import transaction

from listings.models import Listing
from tests.support.factories import ListingFactory, UserFactory
from tests.support.unrecorded_writes import allowed

pytestmark = pytest.mark.django_db


def insert():
    Listing.objects.create(lister=UserFactory())


def insert_many():
    Listing.objects.bulk_create(ListingFactory.build_batch(2, lister=UserFactory()))


def save():
    Listing.objects.get().save()


def save_one_column():
    Listing.objects.get().save(update_fields=["rent"])


def update():
    Listing.objects.update(views=1, status="taken")


def update_many():
    Listing.objects.bulk_update(Listing.objects.all(), ["title"])


WRITES = [insert, insert_many, save, save_one_column, update, update_many]


@pytest.mark.parametrize("write", WRITES)
def test_unrecorded_write_is_refused(write):
    ListingFactory()
    with pytest.raises(AssertionError, match="not recorded"), transaction.atomic():
        write()
    with allowed():
        write()


def test_columns_that_others_do_not_see_need_no_record():
    ListingFactory().count_view()
    assert Listing.objects.update(asked_at=None, expiry_email_due_since=None, views=3) == 1
