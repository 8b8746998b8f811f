import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from listings.forms.steps import STEPS
from tests.support.factories import ListingFactory, PhotoFactory, VerifiedStudentFactory

pytestmark = pytest.mark.django_db
MONEY = {"rent": "1,250", "utilities": "$60.50", "deposit": "", "fees": "", "negotiable": "on"}
HOME = {"bedrooms": "3", "bathrooms": "1.5", "people": "2", "square_feet": "1,100"}


@pytest.fixture
def draft(ana):
    return ListingFactory(lister=ana, status="draft")


def step_of(listing, step):
    return reverse("listings:edit", args=[listing.pk], query={"step": step})


@pytest.fixture
def send(client):
    """Post a step, as the button does or, with `htmx`, as typing does."""

    def send(listing, step, data, htmx=False):
        headers = {"HX-Request": "true"} if htmx else {"Content-Language": "en"}
        response = client.post(step_of(listing, step), data, headers=headers)
        listing.refresh_from_db()
        return response

    return send


@pytest.mark.parametrize("step", [step.slug for step in STEPS])
def test_every_step_opens_and_links_to_the_others(client, draft, step):
    PhotoFactory(listing=draft)
    response = client.get(step_of(draft, step))
    assert response.status_code == 200
    assert all(f"?step={other.slug}" in response.text for other in STEPS)


@pytest.mark.parametrize("method", ["get", "post"])
def test_listing_of_another_lister_is_not_found(client, draft, method):
    client.force_login(VerifiedStudentFactory())
    assert getattr(client, method)(step_of(draft, "money"), MONEY).status_code == 404
    draft.refresh_from_db()
    assert draft.rent != 125_000


@pytest.mark.parametrize("method", ["get", "post"])
def test_visitor_is_sent_to_log_in(client, draft, method):
    client.logout()
    response = getattr(client, method)(step_of(draft, "money"))
    assert response.url.startswith(reverse("account_login"))


def test_edit_without_a_step_leads_to_the_first_incomplete_one(client, ana):
    draft = ListingFactory(lister=ana, status="draft", rent=None, title="")
    assert client.get(reverse("listings:edit", args=[draft.pk])).url == step_of(draft, "money")
    assert client.get(step_of(draft, "nonsense")).url == step_of(draft, "money")


def test_complete_draft_leads_to_the_review(client, draft):
    assert client.get(reverse("listings:edit", args=[draft.pk])).url == step_of(draft, "review")


def test_next_stores_and_leads_to_the_next_step(send, draft):
    response = send(draft, "money", MONEY | {"go": "next"})
    assert response.url == step_of(draft, "dates")
    assert (draft.rent, draft.utilities, draft.deposit) == (125_000, 6_050, None)
    assert draft.negotiable


def test_back_stores_and_leads_to_the_previous_step(send, draft):
    assert send(draft, "money", MONEY | {"go": "back"}).url == step_of(draft, "home")
    assert draft.rent == 125_000


def test_htmx_request_gets_the_redirect(send, draft):
    response = send(draft, "money", MONEY | {"go": "next"}, htmx=True)
    assert response.headers["HX-Redirect"] == step_of(draft, "dates")


def test_autosave_stores_and_answers_with_the_changes(send, draft):
    response = send(draft, "money", MONEY, htmx=True)
    assert draft.rent == 125_000
    assert "Saved" in response.text
    assert "One person pays $1,250 a month" in response.text
    assert "<html" not in response.text


@pytest.mark.parametrize("htmx", [False, True])
def test_invalid_value_stays_as_typed_and_others_are_stored(send, draft, htmx):
    response = send(draft, "money", MONEY | {"deposit": "a <lot>", "go": "next"}, htmx=htmx)
    assert (draft.rent, draft.deposit) == (125_000, 50_000)
    assert "Enter dollars" in response.text
    assert htmx or 'value="a &lt;lot&gt;"' in response.text


def test_draft_may_be_empty(send, draft):
    send(draft, "money", {"go": "next"})
    send(draft, "words", {"go": "next"})
    send(draft, "dates", {"go": "next"})
    assert (draft.rent, draft.title, draft.available_from) == (None, "", None)


@pytest.mark.parametrize(
    ("step", "data", "field"),
    [
        ("money", {"rent": ""}, "rent"),
        ("home", HOME | {"bedrooms": ""}, "bedrooms"),
        ("words", {"title": "Short", "description": "d" * 40}, "title"),
        ("words", {"title": "Long enough a title", "description": ""}, "description"),
        ("dates", {"available_from": ""}, "available_from"),
        ("place", {"address": ""}, "address"),
        ("place", {"address": "12 Nowhere Rd"}, "address"),
    ],
)
def test_published_listing_stays_complete(send, ana, step, data, field):
    listing = ListingFactory(lister=ana, address="820 Noyes St", latitude=None, longitude=None)
    response = send(listing, step, data | {"go": "next"})
    assert field in response.context["form"].errors
    assert listing.missing_fields() == []


def test_published_lease_without_an_end_cannot_become_a_sublet(send, ana):
    listing = ListingFactory(lister=ana, available_until=None)
    response = send(listing, "kind", {"space": "room", "lease_kind": "sublet"})
    assert "lease_kind" in response.context["form"].errors
    assert listing.lease_kind == "lease"


def test_amenities_are_added_and_removed(send, draft):
    send(draft, "home", HOME | {"amenities": ["desk", "yard"]})
    send(draft, "home", HOME | {"amenities": ["yard", "gym"]})
    assert {amenity.slug for amenity in draft.amenities.all()} == {"yard", "gym"}
    assert (draft.bedrooms, draft.people, draft.square_feet) == (3, 2, 1_100)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("bedrooms", "21"),
        ("bathrooms", "NaN"),
        ("bathrooms", "Infinity"),
        ("people", "0"),
        ("people", "2.5"),
        ("people", ""),
        ("square_feet", "9" * 5000),
        ("amenities", "moat"),
    ],
)
def test_invalid_number_is_an_error_beside_its_field(send, draft, field, typed):
    response = send(draft, "home", HOME | {field: typed})
    assert response.context["form"].errors.keys() == {field}


def test_storing_a_step_keeps_concurrent_changes(send, draft, client):
    """Two tabs: each writes what it asks for, and nothing else."""
    type(draft).objects.filter(pk=draft.pk).update_and_record(title="Changed meanwhile", views=7)
    send(draft, "money", MONEY)
    assert (draft.title, draft.views) == ("Changed meanwhile", 7)


def test_crossed_dates_are_both_shown_as_typed(send, draft):
    before = draft.available_from, draft.available_until
    day = timezone.localdate() + timedelta(days=90)
    typed = {"available_from": day, "available_until": day - timedelta(days=1), "go": "next"}
    response = send(draft, "dates", typed)
    assert "after the first" in response.text
    assert all(f'value="{typed[name]}"' in response.text for name in list(typed)[:2])
    assert (draft.available_from, draft.available_until) == before


@pytest.mark.parametrize("typed", ["tomorrow", "2026-02-31", "1/1/1066", "2999-01-01"])
def test_date_out_of_range_is_an_error(send, draft, typed):
    response = send(draft, "dates", {"available_from": typed, "available_until": ""})
    assert response.context["form"].errors.keys() == {"available_from"}
    assert f'value="{typed}"' in response.text


@pytest.mark.parametrize(("kind", "refused"), [("lease", False), ("sublet", True)])
def test_only_sublets_and_takeovers_need_a_last_day(send, ana, kind, refused):
    listing = ListingFactory(lister=ana, lease_kind=kind)
    day = str(timezone.localdate() + timedelta(days=20))
    response = send(listing, "dates", {"available_from": day, "go": "next"})
    assert (response.status_code == 200) is refused
    assert (listing.available_until is not None) is refused


def test_text_comes_back_with_fair_housing_hints(send, draft):
    words = {"title": "Sunny room, no kids", "description": "Near Christian St. " * 3}
    response = send(draft, "words", words, htmx=True)
    assert "protects families" in response.text
    assert "religion" not in response.text
    assert draft.title == "Sunny room, no kids"


def test_line_breaks_count_once(send, draft):
    send(draft, "words", {"title": "", "description": "a\r\n" * 2500})
    assert draft.description == ("a\n" * 2500).strip()


def test_null_byte_is_an_error(send, draft):
    response = send(draft, "words", {"title": "A\x00 room", "description": ""})
    assert "title" in response.context["form"].errors


def test_descriptions_of_photos_are_stored(send, draft):
    photo, strange = PhotoFactory(listing=draft), PhotoFactory()
    send(draft, "photos", {f"description-{photo.pk}": "Bed", f"description-{strange.pk}": "X"})
    photo.refresh_from_db()
    strange.refresh_from_db()
    assert (photo.description, strange.description) == ("Bed", "")


def test_review_lists_missing_fields_and_offers_to_publish(client, ana):
    draft = ListingFactory(lister=ana, status="draft", rent=None)
    text = client.get(step_of(draft, "review")).text
    assert "Say what it costs a month." in text
    assert "Publish listing" in text


@pytest.mark.parametrize(
    ("number", "words"), [("1.0", ", 1 bath"), ("1.5", ", 1.5 baths"), ("10.0", ", 10 baths")]
)
def test_review_pluralizes_baths(client, ana, number, words):
    draft = ListingFactory(lister=ana, status="draft", bathrooms=number)
    text = client.get(step_of(draft, "review")).text
    assert re.search(rf"{re.escape(words)}\b", text)


def test_query_count_does_not_grow_with_photos(client, draft, django_assert_max_num_queries):
    PhotoFactory.create_batch(5, listing=draft)
    with django_assert_max_num_queries(12):
        client.get(step_of(draft, "photos"))
