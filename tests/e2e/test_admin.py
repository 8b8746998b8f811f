"""The admin in a browser, under the same strict policy as every page."""

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import expect

from tests.support.factories import ListingFactory, UserFactory


@pytest.fixture
def moderator(transactional_db):
    return UserFactory(is_staff=True, is_superuser=True)


def test_every_list_and_form_opens(open_page, moderator):
    ListingFactory()
    page = open_page(moderator, reverse("admin:index"))
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert page.goto(reverse(f"{name}_changelist")).status == 200
        if (one := model.objects.first()) is not None:
            assert page.goto(reverse(f"{name}_change", args=[one.pk])).status == 200


def test_scripts_of_the_admin_run(open_page, moderator):
    listing = ListingFactory()
    page = open_page(moderator, reverse("admin:listings_listing_change", args=[listing.pk]))
    expect(page.locator(".datetimeshortcuts").first).to_be_visible()
