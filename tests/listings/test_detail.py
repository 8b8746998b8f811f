"""A listing's own page."""

import json
import re
from datetime import date

import pytest

from listings.models import Amenity, Listing, ListingAmenity
from tests.support.factories import (
    ListingFactory,
    PhotoFactory,
    SavedListingFactory,
    UserFactory,
    VerifiedStudentFactory,
)

pytestmark = pytest.mark.django_db
Status = Listing.Status


def load_page(client, listing, **headers) -> str:
    response = client.get(listing.get_absolute_url(), **headers)
    assert response.status_code == 200
    return response.content.decode()


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


# Visibility -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.PENDING, Status.TAKEN, Status.EXPIRED])
def test_published_listing_is_shown_to_everyone(client, status):
    assert "Sunny loft" in load_page(client, ListingFactory(title="Sunny loft", status=status))


def test_draft_is_hidden_from_all_but_its_lister(client):
    draft = ListingFactory(status=Status.DRAFT)
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(VerifiedStudentFactory())
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(draft.lister)
    assert "Only you can see this page" in load_page(client, draft)


def test_empty_draft_is_shown(client):
    draft = Listing(lister=UserFactory())
    draft.save_and_record()
    client.force_login(draft.lister)
    assert "Rent not listed" in load_page(client, draft)


def test_post_request_is_refused(client):
    assert client.post(ListingFactory().get_absolute_url()).status_code == 405


# The address ----------------------------------------------------------------------------------

SECRETS = ("917 Foster", "4Q", "42.0512345", "-87.6812345", "42,0512345")


def secret_place(**fields):
    return ListingFactory(
        address="917 Foster St",
        unit_number="4Q",
        latitude=42.0512345,
        longitude=-87.6812345,
        title="A room",
        rent=50_000,
        utilities=None,
        deposit=None,
        **fields,
    )


@pytest.mark.parametrize("who", ["a visitor", "a student"])
def test_exact_location_is_hidden_in_every_output(client, who):
    listing = secret_place()
    neighbor = ListingFactory(latitude=42.0512, longitude=-87.6812, rent=51_000)
    if who == "a student":
        client.force_login(SavedListingFactory(listing=listing).user)
    html = load_page(client, listing)
    html += load_page(client, neighbor)  # where it is among the similar places
    html += client.get("/listings/saved/", follow=True).content.decode()
    html += client.post(f"/listings/{listing.pk}/save/", HTTP_HX_REQUEST="true").content.decode()
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", html)
    assert "Foster St" in html
    assert [secret for secret in SECRETS if secret in html] == []


@pytest.mark.parametrize("status", [Status.PENDING, Status.TAKEN, Status.EXPIRED])
def test_closed_listing_also_hides_its_exact_location(client, status):
    html = load_page(client, secret_place(status=status)).replace("csrfmiddlewaretoken", "")
    assert "4Q" not in text_of(html)
    assert "917 Foster" not in html


def test_shared_address_is_shown(client):
    html = load_page(client, secret_place(address_shared=True))
    assert "917 Foster St, 4Q" in text_of(html)
    assert 'data-latitude="42.0512345"' in html
    assert "data-meters" not in html


def test_lister_sees_the_address_and_what_others_see(client):
    listing = secret_place()
    client.force_login(listing.lister)
    text = text_of(load_page(client, listing))
    assert "917 Foster St, 4Q" in text
    assert "Others see “Foster St”" in text


def test_map_shows_a_circle_while_the_address_is_hidden(client):
    html = load_page(client, secret_place())
    assert 'data-meters="200"' in html
    assert "up to 600 feet from its center" in html


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"address": "917 Foster St"}, "Foster St"),
        ({"address": "12 Elm St", "city": "Austin"}, "Elm St, Austin"),
        ({"address": "", "city": "Austin"}, "Austin"),
        ({"address": ""}, ""),
    ],
)
def test_short_location_names_other_cities_than_evanston(fields, where):
    assert ListingFactory(**fields).short_location == where


# Contents -------------------------------------------------------------------------------------


def test_costs_are_shown_per_person_and_for_all(client):
    listing = ListingFactory(rent=300_000, people=3, utilities=9_000, deposit=0, fees=None)
    text = text_of(load_page(client, listing))
    assert "$1,000 a month each" in text
    assert "A month $1,030 $3,090" in text
    assert "Deposit none none" in text
    assert "Fees not listed not listed" in text
    assert "To move in at least $1,000 at least $3,000" in text


def test_utilities_are_included_or_not_listed(client):
    assert "Utilities included" in text_of(load_page(client, ListingFactory(utilities=0)))
    assert "Utilities not listed" in text_of(load_page(client, ListingFactory(utilities=None)))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("lease", "a lease of your own with the landlord"),
        ("sublet", "rent from the tenant"),
        ("takeover", "landlord, who has to agree"),
    ],
)
def test_lease_type_is_explained(client, kind, words):
    assert words in load_page(client, ListingFactory(lease_kind=kind))


def test_description_keeps_paragraphs_and_is_escaped(client):
    html = load_page(client, ListingFactory(description="One.\n\nTwo <script>alert(1)</script>"))
    assert "<p>One.</p>" in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html


def test_amenities_and_walks_are_listed(client):
    listing = ListingFactory()
    ListingAmenity.objects.create(listing=listing, slug=Amenity.BIKE_STORAGE)
    html = load_page(client, listing)
    assert "Bike storage" in html
    assert html.count('class="walk-minutes"') == 9


def test_no_walks_from_another_town(client):
    html = load_page(client, ListingFactory(latitude=30.3, longitude=-97.7))
    assert "walk-minutes" not in html
    assert "too far from campus to walk" in html


def test_every_amenity_has_an_existing_icon(client):
    listing = ListingFactory()
    ListingAmenity.objects.bulk_create(
        ListingAmenity(listing=listing, slug=slug) for slug in Amenity.values
    )
    assert "Doorman" in load_page(client, listing)


def test_no_pets_note_mentions_assistance_animals(client):
    assert "assistance animal" in load_page(client, ListingFactory(pets=False))
    assert "assistance animal" not in load_page(client, ListingFactory(pets=True))


@pytest.mark.parametrize("photos", [0, 1, 2, 5, 7])
def test_any_number_of_photos_is_shown(client, photos):
    listing = ListingFactory()
    for number in range(photos):
        PhotoFactory(listing=listing, description=f"View {number}")
    html = load_page(client, listing)
    for number in range(photos):
        assert html.count(f'alt="View {number}"') == 2  # in the mosaic and large
    assert ("No photos yet" in html) is (photos == 0)


def test_verified_badge_claims_only_the_email_address(client):
    assert "has a confirmed Northwestern email, nothing more" in load_page(client, ListingFactory())
    assert "Verified" not in load_page(client, ListingFactory(lister=UserFactory()))


# Actions --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.PENDING])
def test_student_can_contact_the_lister_of_an_open_listing(client, status):
    listing = ListingFactory(status=status)
    client.force_login(UserFactory())
    assert f'action="/listings/{listing.pk}/contact/"' in load_page(client, listing)


@pytest.mark.parametrize("status", [Status.TAKEN, Status.EXPIRED])
def test_closed_listing_has_no_contact_form(client, status):
    listing = ListingFactory(status=status)
    client.force_login(UserFactory())
    html = load_page(client, listing)
    assert "/contact/" not in html
    assert f"<strong>{status.label}.</strong>" in html


def test_visitor_logs_in_and_comes_back(client):
    listing = ListingFactory()
    html = load_page(client, listing)
    assert f'action="/listings/{listing.pk}/contact/"' in html
    assert "You’ll log in or sign up first" in html
    assert "/accounts/people/" not in html


def test_lister_sees_views_and_saves_but_no_contact_form(client):
    listing = ListingFactory(views=1200)
    SavedListingFactory.create_batch(2, listing=listing)
    client.force_login(listing.lister)
    html = load_page(client, listing)
    assert "1,200 views" in html
    assert 'class="lister-toolbar"' in html
    assert "2 saves" in html
    assert f"/listings/{listing.pk}/edit/" in html
    assert "/contact/" not in html


def test_others_do_not_see_views_and_saves(client):
    html = load_page(client, ListingFactory(views=1200))
    assert "1,200 views" not in html
    assert "lister-toolbar" not in html


# Views ----------------------------------------------------------------------------------------


def views_of(listing) -> int:
    listing.refresh_from_db()
    return listing.views


def test_one_view_is_counted_per_session(client):
    listing = ListingFactory()
    other = ListingFactory()
    for seen in (listing, other, listing):
        load_page(client, seen)
    assert (views_of(listing), views_of(other)) == (1, 1)
    client.cookies.clear()
    load_page(client, listing)
    assert views_of(listing) == 2


def test_views_of_the_lister_and_prefetches_are_not_counted(client):
    listing = ListingFactory()
    client.head(listing.get_absolute_url())
    client.get(listing.get_absolute_url(), headers={"Sec-Purpose": "prefetch;prerender"})
    client.force_login(listing.lister)
    load_page(client, listing)
    assert views_of(listing) == 0


def test_view_does_not_change_updated_at(client):
    listing = ListingFactory()
    load_page(client, listing)
    assert Listing.objects.get(pk=listing.pk).updated_at == listing.updated_at


def test_invalid_cookie_is_ignored(client):
    listing = ListingFactory()
    client.cookies["viewed"] = "a.;.'.-1"
    load_page(client, listing)
    assert client.cookies["viewed"].value == str(listing.pk)


# Metadata -------------------------------------------------------------------------------------


def json_ld_of(html: str) -> dict:
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(text)


def test_structured_data_describes_the_offer(client):
    listing = ListingFactory(
        title='The "loft" </script><b>', rent=95_050, available_from=date(2027, 1, 2)
    )
    PhotoFactory(listing=listing)
    data = json_ld_of(load_page(client, listing))
    assert data["name"] == 'The "loft" </script><b>'
    assert data["offers"]["priceSpecification"]["price"] == 950.5
    assert data["offers"]["availabilityStarts"] == "2027-01-02"
    assert data["image"][0].startswith("http://testserver/media/")
    assert data["url"] == f"http://testserver/listings/{listing.pk}/"


def test_link_preview_has_title_and_image(client):
    listing = ListingFactory(title="Loft & yard")
    PhotoFactory(listing=listing)
    html = load_page(client, listing)
    assert '<meta property="og:title" content="Loft &amp; yard">' in html
    assert '<meta property="og:image" content="http://testserver/media/' in html
    assert f'<link rel="canonical" href="http://testserver/listings/{listing.pk}/">' in html


def test_closed_listing_is_noindex(client):
    assert "noindex" in load_page(client, ListingFactory(status=Status.TAKEN))
    assert "noindex" not in load_page(client, ListingFactory())


# Similar places -------------------------------------------------------------------------------


def test_similar_listings_are_near_and_close_in_rent():
    listing = ListingFactory(rent=90_000)
    near = [ListingFactory(rent=rent) for rent in (120_000, 91_000, 80_000)]
    ListingFactory(rent=90_000, status=Status.TAKEN)
    ListingFactory(rent=90_000, space=Listing.Space.ENTIRE)
    ListingFactory(rent=90_000, latitude=42.08)
    similar = Listing.objects.similar_to(listing)
    assert list(similar) == [near[1], near[2], near[0]]


def test_listing_without_a_location_has_no_similar_ones():
    assert not Listing.objects.similar_to(ListingFactory(latitude=None, longitude=None))


# Cost -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("photos", "neighbors"), [(1, 1), (6, 5)])
def test_number_of_queries_is_fixed(client, django_assert_num_queries, photos, neighbors):
    """The listing, photos, amenities, three similar listings, their photos, the view, and once the
    rents of comparable ones."""
    listing = ListingFactory()
    for place in [listing, *ListingFactory.create_batch(neighbors)]:
        PhotoFactory.create_batch(photos, listing=place)
        ListingAmenity.objects.create(listing=place, slug=Amenity.DESK)
    with django_assert_num_queries(7):
        load_page(client, listing)
    with django_assert_num_queries(5):
        load_page(client, listing)


def test_only_imported_listings_say_so(client, db):
    said = "imported from a public collection of ads"
    for source, imported in (("uci", True), ("demo", False), ("", False)):
        listing = ListingFactory(source=source, source_id="7" if source else "")
        assert (said in client.get(listing.get_absolute_url()).content.decode()) == imported


def test_part_of_campus_is_named(client):
    by_noyes = ListingFactory(latitude=42.0583, longitude=-87.6835, address_shared=True)
    assert "Near north campus." in text_of(load_page(client, by_noyes))
    downtown = ListingFactory(latitude=42.0470, longitude=-87.6820, address_shared=True)
    assert "Near south campus." in text_of(load_page(client, downtown))
    in_texas = ListingFactory(latitude=30.27, longitude=-97.74, address_shared=True)
    assert "campus." not in text_of(load_page(client, in_texas)).partition("Where it is")[2][:120]
