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


@pytest.fixture
def ana(client):
    person = VerifiedStudentFactory(name="Ana")
    client.force_login(person)
    return person


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_logged_in_is_sent_there(client, method):
    response = getattr(client, method)(NEW, KIND, HTTP_REFERER=f"http://testserver{NEW}")
    assert response.url.startswith(f"{reverse('account_login')}?next={NEW}")
    assert not Listing.objects.exists()


def test_it_makes_a_draft_of_ones_own_and_asks_for_photos(client, ana):
    response = client.post(NEW, KIND)
    draft = Listing.objects.get()
    assert response.url == reverse("listings:edit", args=[draft.pk], query={"step": "photos"})
    assert (draft.lister, draft.status) == (ana, "draft")
    assert (draft.space, draft.lease_kind) == ("entire", "sublet")


def test_a_kind_that_does_not_exist_is_told_beside_the_question(client, ana):
    response = client.post(NEW, {"space": "castle", "lease_kind": "lease"})
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"space"}
    assert not Listing.objects.exists()


def test_asking_twice_leaves_one_draft(client, ana):
    client.post(NEW, KIND)
    client.post(NEW, {"space": "room", "lease_kind": "lease"})
    assert Listing.objects.get().space == "room"


def test_a_flood_of_places_is_refused_in_words_and_the_choice_stays(client, ana, limited, settings):
    for _ in range(30):
        client.post(NEW, KIND)
        Listing.objects.update(title="Begun")
    refused = client.post(NEW, KIND)
    assert "Your drafts are saved. Try again in 1 minute." in refused.text
    assert refused.context["form"]["space"].value() == "entire"
    assert ana.listings.count() == 30
    settings.RATE_LIMITS = False
    client.post(NEW, KIND)
    assert ana.listings.count() == 31


@pytest.mark.django_db(transaction=True)
def test_asking_four_times_at_once_leaves_one_draft():
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


def test_a_draft_with_anything_in_it_is_left_as_it_is(client, ana):
    begun = ListingFactory(lister=ana, status="draft", title="", space="room")
    client.post(NEW, KIND)
    begun.refresh_from_db()
    assert begun.space == "room"
    assert ana.listings.count() == 2


def test_it_offers_to_go_on_with_a_draft_of_ones_own(client, ana):
    mine = ListingFactory(lister=ana, status="draft", title="Half a house")
    ListingFactory(status="draft", title="Half of somebody else's")
    ListingFactory(lister=ana, title="Long published")
    response = client.get(NEW)
    assert list(response.context["drafts"]) == [mine]
    assert reverse("listings:edit", args=[mine.pk]) in response.text
