"""A listing that staff removed: nobody but its lister sees it, and nothing its lister does brings
it back."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.closing import close_account, reopen_account
from chat.listing_previews import linked_listings
from chat.membership import conversation_start
from listings.expiry import links
from listings.models import Alert, ChangeLogEntry, Listing
from listings.structured_data import structured_data
from listings.updates.database_reads import states
from listings.updates.protocol import NOT_PUBLIC
from tests.listings.test_import import run
from tests.support.factories import (
    ListingFactory,
    PhotoFactory,
    SavedListingFactory,
    SavedSearchFactory,
    VerifiedStudentFactory,
    picture,
)

pytestmark = pytest.mark.django_db
REASON = "The photos show another home."
STATUSES = ["published", "pending", "taken", "expired", "draft", "removed"]


@pytest.fixture
def listing(mailoutbox):
    """Removed, and unconfirmed for so long that its lister would be asked."""
    asked = {"asked_at": timezone.now(), "confirmed_at": timezone.now() - timedelta(days=8)}
    listing = PhotoFactory(listing=ListingFactory(title="Sunny loft on Foster", **asked)).listing
    listing.token = links.sign(listing)
    listing.remove(REASON)
    return listing


@pytest.fixture
def lister(client, listing):
    client.force_login(listing.lister)
    return client


def url(name, listing, *more):
    return reverse(f"listings:{name}", args=[listing.pk, *more])


def set_status(client, listing, status):
    client.post(url("status", listing), {"status": status})


def answer(client, listing, word):
    for token in (listing.token, links.sign(listing)):
        client.post(reverse("listings:answer", args=[token]), {"answer": word})


def edit(client, listing, step, **data):
    client.post(f"{url('edit', listing)}?step={step}", {"go": "done", **data})


def add_photo(client, listing):
    client.post(url("photos", listing), {"photo": picture()})


def delete_photo(client, listing):
    if photo := listing.photos.first():
        client.post(url("photo-delete", listing, photo.pk))


def reopen(client, listing):
    close_account(listing.lister)
    reopen_account(listing.lister)
    client.force_login(listing.lister)


def end(client, listing):
    yesterday = timezone.localdate() - timedelta(days=1)
    edit(client, listing, "dates", available_from=yesterday, available_until=yesterday)


# What its lister can do with it, by route.
ACTIONS = {
    "status": [lambda c, one, s=s: set_status(c, one, s) for s in [*STATUSES, "nonsense"]],
    "answer": [lambda c, one, w=w: answer(c, one, w) for w in ("yes", "taken")],
    "confirm": [lambda c, one: c.post(reverse("listings:confirm"))],
    "edit": [
        lambda c, one: edit(c, one, "kind", space="entire", lease_kind="lease", status="published"),
        lambda c, one: edit(c, one, "words", title="A nicer loft", status="published"),
        lambda c, one: edit(c, one, "review", status="published"),
        end,
    ],
    "new": [lambda c, one: c.post(reverse("listings:new"), {"space": "room", "pk": one.pk})],
    "photos": [add_photo],
    "photo-order": [lambda c, one: c.post(url("photo-order", one), {"cover": "1"})],
    "photo-delete": [delete_photo],
    "save": [lambda c, one: c.post(url("save", one))],
}
ROUNDS = [
    reopen,
    *(lambda c, one, name=name: call_command(name) for name in ("expire_listings", "send_alerts")),
]
EVERY = [*(action for some in ACTIONS.values() for action in some), *ROUNDS]
# Deleting it can't restore it; the others don't change a listing.
OTHER = {"delete", "browse", "map", "feed", "mine", "saved", "alerts", "alerts-seen", "searches"}
OTHER |= {"search", "search-delete", "detail", "card"}


def test_every_listings_route_is_covered():
    routes = {pattern.name for pattern in get_resolver("listings.urls").url_patterns}
    assert routes == {*ACTIONS, *OTHER}


def assert_removed(listing):
    listing.refresh_from_db()
    assert listing.status == "removed"
    assert Client().get(listing.get_absolute_url()).status_code == 404
    assert not Listing.objects.published().filter(pk=listing.pk).exists()


@pytest.mark.parametrize("action", EVERY)
def test_no_action_of_its_lister_restores_it(listing, lister, action):
    action(lister, listing)
    assert_removed(listing)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.sampled_from(EVERY), min_size=2, max_size=8))
def test_no_sequence_of_actions_restores_it(listing, lister, actions):
    for action in actions:
        listing.refresh_from_db()
        action(lister, listing)
    assert_removed(listing)


def test_importing_the_file_again_does_not_restore_it():
    run()
    listing = Listing.objects.first()
    listing.remove(REASON)
    run()
    assert_removed(listing)


def test_removed_listing_is_shown_nowhere(listing):
    saved = SavedListingFactory(listing=listing)
    near = ListingFactory(latitude=listing.latitude, longitude=listing.longitude)
    seeker = Client()
    seeker.force_login(saved.user)
    box = f"bounds={listing.longitude - 1},40,{listing.longitude + 1},44&zoom=15"
    for path in (
        *("/", "/listings/", "/listings/feed.atom", f"/listings/map.json?{box}"),
        *("/sitemap-listings.xml", "/listings/saved/", "/listings/?q=loft", url("detail", near)),
        reverse("accounts:person", args=[listing.lister.public_id]),
    ):
        assert f"/listings/{listing.pk}/" not in seeker.get(path).text, path
    for name in ("detail", "card"):
        assert seeker.get(url(name, listing)).status_code == 404
    assert seeker.post(reverse("contact", args=[listing.pk])).status_code in (302, 404)
    assert not listing.conversations.exists()


def test_chat_shows_it_like_a_deleted_one():
    listing, seeker = ListingFactory(title="Sunny loft on Foster"), VerifiedStudentFactory()
    talk = conversation_start.contact(seeker, listing)
    listing.remove(REASON)
    client = Client()
    client.force_login(seeker)
    for path in ("/chat/", f"/chat/{talk.pk}/"):
        page = client.get(path).text
        assert "Foster" not in page
        assert REASON not in page
    assert linked_listings([f"/listings/{listing.pk}/"]) == {}


def test_sockets_say_it_is_hidden(listing):
    assert states([listing.pk]) == {listing.pk: NOT_PUBLIC}


def test_removing_and_restoring_are_in_the_change_log():
    listing = ListingFactory()
    count = ChangeLogEntry.objects.count()
    listing.remove(REASON)
    listing.restore()
    assert ChangeLogEntry.objects.count() == count + 2


def test_nobody_is_alerted_about_it():
    SavedSearchFactory(query="kind=room")
    ListingFactory(rent=90_000).remove(REASON)
    ListingFactory(rent=80_000)
    call_command("send_alerts")
    assert [alert.listing.rent for alert in Alert.objects.all()] == [80_000]


def test_lister_sees_the_reason_and_what_to_do(listing, lister, settings):
    settings.CONTACT_EMAIL = "help@example.com"
    token = reverse("listings:answer", args=[links.sign(listing)])
    for path in (reverse("listings:mine"), url("detail", listing), token):
        page = lister.get(path).text
        assert REASON in page, path
        assert "emoved by our team" in page or "Our team removed it" in page
        assert "mailto:help@example.com" in page
        assert 'value="published"' not in page
    assert (
        "you can’t change its status"
        in lister.post(url("status", listing), {"status": "published"}, follow=True).text
    )


def test_structured_data_does_not_offer_it_to_search_engines(listing):
    assert "InStock" not in json.dumps(structured_data(listing, "https://x.test/", []))


def test_data_export_has_the_reason(listing, lister):
    lister.post("/accounts/reauthenticate/", {"password": "wildcats-test-1851"})
    [place] = json.loads(lister.get("/accounts/profile/data/").text)["places"]
    assert place["removal_reason"] == REASON
