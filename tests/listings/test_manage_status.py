import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from listings.models import Listing
from tests.support.factories import (
    ListingFactory,
    PhotoFactory,
    SavedListingFactory,
    VerifiedStudentFactory,
)

pytestmark = pytest.mark.django_db
MINE = reverse("listings:mine")


@pytest.fixture
def change(client):
    def change(listing, status, htmx=False):
        headers = {"HX-Request": "true"} if htmx else {}
        url = reverse("listings:status", args=[listing.pk])
        response = client.post(url, {"status": status}, headers=headers)
        listing.refresh_from_db()
        return response

    return change


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_publishing_redirects_to_the_listing(change, ana):
    draft = ListingFactory(lister=ana, status="draft")
    response = change(draft, "published")
    assert draft.status == "published"
    assert response.url == draft.get_absolute_url()


def test_publishing_an_incomplete_listing_redirects_to_the_review(change, ana):
    draft = ListingFactory(lister=ana, status="draft", rent=None)
    response = change(draft, "published")
    assert draft.status == "draft"
    assert response.url.endswith(f"/{draft.pk}/edit/?step=review")
    assert "what it costs" in said(response)


@pytest.mark.parametrize("status", ["pending", "taken", "draft"])
def test_status_of_a_published_listing_changes(change, ana, status):
    listing = ListingFactory(lister=ana)
    assert change(listing, status).url == MINE
    assert listing.status == status


@pytest.mark.parametrize("status", ["expired", "sold", "", "pending\x00"])
def test_unknown_status_is_an_error(change, ana, status):
    draft = ListingFactory(lister=ana, status="draft")
    response = change(draft, status)
    assert response.url == MINE
    assert said(response)
    assert draft.status == "draft"


def test_htmx_request_gets_the_updated_row(change, ana):
    listing = ListingFactory(lister=ana)
    text = change(listing, "taken", htmx=True).text
    assert f'id="my-listing-{listing.pk}"' in text
    assert "Marked as taken" in text
    assert "<html" not in text


def test_htmx_request_gets_the_error_in_the_row(change, ana):
    draft = ListingFactory(lister=ana, status="draft")
    assert "has to be published first" in change(draft, "taken", htmx=True).text


def test_listing_of_another_lister_is_not_found(change, client):
    listing = ListingFactory()
    client.force_login(VerifiedStudentFactory())
    assert change(listing, "taken").status_code == 404
    assert listing.status == "published"


@pytest.mark.parametrize("name", ["status", "delete"])
def test_visitor_is_sent_to_log_in(client, name):
    listing = ListingFactory()
    response = client.post(reverse(f"listings:{name}", args=[listing.pk]), {"status": "taken"})
    assert response.url.startswith(reverse("account_login"))
    listing.refresh_from_db()
    assert listing.status == "published"


def test_get_request_does_not_change_the_status(client, ana):
    listing = ListingFactory(lister=ana)
    url = reverse("listings:status", args=[listing.pk])
    assert client.get(url, {"status": "taken"}).status_code == 405


def test_deleting_asks_for_confirmation(client, ana):
    listing = ListingFactory(lister=ana)
    url = reverse("listings:delete", args=[listing.pk])
    assert "Delete for good" in client.get(url).text
    assert Listing.objects.exists()
    assert client.post(url).url == MINE
    assert not Listing.objects.exists()


def test_htmx_request_gets_the_confirmation_as_a_dialog(client, ana):
    url = reverse("listings:delete", args=[ListingFactory(lister=ana).pk])
    text = client.get(url, headers={"HX-Request": "true"}).text
    assert text.lstrip().startswith("<modal-dialog>")


@pytest.mark.parametrize("method", ["get", "post"])
def test_listing_of_another_lister_is_not_deleted(client, method):
    url = reverse("listings:delete", args=[ListingFactory().pk])
    client.force_login(VerifiedStudentFactory())
    assert getattr(client, method)(url).status_code == 404
    assert Listing.objects.exists()


def test_only_own_listings_are_listed(client, ana):
    mine = [ListingFactory(lister=ana, status=status) for status in Listing.Status.values]
    ListingFactory()
    shown = client.get(MINE).context["page"].object_list
    assert {listing.pk for listing in shown} == {listing.pk for listing in mine}
    assert [listing.status for listing in shown[:2]] == ["removed", "draft"]


def test_listings_are_filtered_by_status(client, ana):
    taken = ListingFactory(lister=ana, status="taken")
    ListingFactory(lister=ana)
    assert list(client.get(MINE, {"status": "taken"}).context["page"]) == [taken]
    assert len(client.get(MINE, {"status": "nonsense", "page": "x"}).context["page"]) == 2


def test_rows_show_views_saves_and_missing_fields(client, ana):
    listing = ListingFactory(lister=ana, views=1234)
    SavedListingFactory.create_batch(2, listing=listing)
    ListingFactory(lister=ana, status="draft", rent=None, title="")
    text = client.get(MINE).text
    assert "1,234 views" in text
    assert "saved 2 times" in text
    assert "2 things to fill in" in text


def test_lister_without_listings_is_invited_to_post(client, ana):
    assert "Post your first place" in client.get(MINE).text


def test_visitor_is_sent_to_log_in_for_the_list(client):
    assert client.get(MINE).url.startswith(reverse("account_login"))


def test_query_count_does_not_grow_with_listings(client, ana, django_assert_max_num_queries):
    for listing in ListingFactory.create_batch(8, lister=ana):
        PhotoFactory.create_batch(2, listing=listing)
    with django_assert_max_num_queries(9):
        client.get(MINE)
