from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from listings.models import Listing
from tests.support.factories import ListingFactory, VerifiedStudentFactory

pytestmark = pytest.mark.django_db
NEW = reverse("listings:new")
KIND = {"space": "entire", "lease_kind": "sublet"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_visitor_is_sent_to_log_in(client, method):
    response = getattr(client, method)(NEW, KIND, HTTP_REFERER=f"http://testserver{NEW}")
    assert response.url.startswith(f"{reverse('account_login')}?next={NEW}")
    assert not Listing.objects.exists()


def test_first_step_creates_a_draft_and_leads_to_photos(client, ana):
    response = client.post(NEW, KIND)
    draft = Listing.objects.get()
    assert response.url == reverse("listings:edit", args=[draft.pk], query={"step": "photos"})
    assert (draft.lister, draft.status) == (ana, "draft")
    assert (draft.space, draft.lease_kind) == ("entire", "sublet")


def test_unknown_kind_is_an_error_beside_the_field(client, ana):
    response = client.post(NEW, {"space": "castle", "lease_kind": "lease"})
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"space"}
    assert not Listing.objects.exists()


def test_two_requests_leave_one_draft(client, ana):
    client.post(NEW, KIND)
    client.post(NEW, {"space": "room", "lease_kind": "lease"})
    assert Listing.objects.get().space == "room"


def test_rate_limited_post_keeps_the_choice(client, ana, limited, settings):
    for _ in range(30):
        client.post(NEW, KIND)
        Listing.objects.update_and_record(title="Begun")
    refused = client.post(NEW, KIND)
    assert "Your drafts are saved. Try again in 1 minute." in refused.text
    assert refused.context["form"]["space"].value() == "entire"
    assert ana.listings.count() == 30
    settings.RATE_LIMITS = False
    client.post(NEW, KIND)
    assert ana.listings.count() == 31


@pytest.mark.django_db(transaction=True)
def test_concurrent_requests_leave_one_draft():
    ana, start = VerifiedStudentFactory(), Barrier(4)
    browsers = [Client() for _ in range(4)]
    for browser in browsers:
        browser.force_login(ana)

    def press(browser):
        start.wait()
        try:
            return browser.post(NEW, KIND).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, browsers)) == [302] * 4
    assert ana.listings.count() == 1


def test_draft_with_content_is_not_reused(client, ana):
    begun = ListingFactory(lister=ana, status="draft", title="", space="room")
    client.post(NEW, KIND)
    begun.refresh_from_db()
    assert begun.space == "room"
    assert ana.listings.count() == 2


def test_page_offers_to_continue_a_draft(client, ana):
    mine = ListingFactory(lister=ana, status="draft", title="Half a house")
    ListingFactory(status="draft", title="Half of somebody else's")
    ListingFactory(lister=ana, title="Long published")
    response = client.get(NEW)
    assert list(response.context["drafts"]) == [mine]
    assert reverse("listings:edit", args=[mine.pk]) in response.text
