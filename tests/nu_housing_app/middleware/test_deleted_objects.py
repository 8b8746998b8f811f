"""A row that is deleted while a request uses it is not found. Errors that nobody expects remain
errors."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.notifications import subscriptions
from chat.membership import participants
from chat.models import Attachment, Conversation, Invitation
from listings.models import Listing, SavedListing
from listings.querysets.listing import ListingDeleted
from tests.listings.test_gallery import stored
from tests.support.concurrent_action import before
from tests.support.factories import (
    PASSWORD,
    ConversationFactory,
    ListingFactory,
    PhotoFactory,
    SavedSearchFactory,
    UserFactory,
    VerifiedStudentFactory,
    pdf,
    picture,
)
from tests.support.staff_login import log_in_staff

pytestmark = pytest.mark.postgres
User = get_user_model()
KIND = {"space": "room", "lease_kind": "lease"}
WORDS = {"title": "Attic with a slanted roof", "go": "on"}
JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ana(transactional_db, client):
    person = VerifiedStudentFactory()
    client.force_login(person)
    return person


# The user's own account ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "path", "fields"),
    [
        ('INSERT INTO "listings_savedlisting"', "/listings/{}/save/", {"on": "1"}),
        ("FOR NO KEY UPDATE", "/listings/new/", KIND),
        ('FROM "chat_conversation"', "/listings/{}/contact/", {}),
        ('UPDATE "accounts_user"', "/accounts/profile/", {"name": "Ana"}),
        ('INSERT INTO "chat_conversation"', "/chat/new/", {"name": "Roommates"}),
    ],
)
def test_user_who_was_just_deleted_is_sent_to_the_login(client, ana, text, path, fields):
    url = path.format(ListingFactory().pk)
    with before(text, ana.delete):
        answer = client.post(url, fields, headers={"Referer": "http://testserver/listings/"})
    assert answer.url == "/accounts/login/?next=/listings/"


def test_photo_of_a_user_who_was_just_deleted_is_not_kept(client, ana):
    photos = stored("people")
    with before('UPDATE "accounts_user"', ana.delete):
        answer = client.post("/accounts/profile/photo/", {"photo": picture()})
    assert answer.url.startswith("/accounts/login/")
    assert stored("people") == photos


def test_user_who_was_just_deleted_can_unsubscribe(client, ana):
    link = f"/accounts/unsubscribe/{subscriptions.token_for(ana, 'mails_unread')}/"
    with before('UPDATE "accounts_user"', ana.delete):
        assert Client().post(link).status_code == 200


def test_closing_an_account_that_was_just_deleted_changes_nothing(client, ana):
    moderator = UserFactory(is_staff=True)
    allowed = Permission.objects.filter(codename__in=["view_user", "change_user"])
    moderator.user_permissions.set(allowed)
    log_in_staff(client, moderator)
    fields = {"action": "close_accounts", "_selected_action": [ana.pk]}
    with before("FOR UPDATE", ana.delete):
        assert client.post("/admin/accounts/user/", fields).status_code == 302
    assert not User.objects.filter(pk=ana.pk).exists()


# Listings ---------------------------------------------------------------------------------------


def test_saving_a_listing_that_was_just_deleted_is_not_found(client, ana):
    listing = ListingFactory()
    with before('INSERT INTO "listings_savedlisting"', listing.delete):
        answer = client.post(f"/listings/{listing.pk}/save/", {"on": "1"})
    assert answer.status_code == 404
    assert "Nobody lives at this address" in answer.text
    assert not SavedListing.objects.exists()


def test_script_gets_the_error_as_json(client, ana):
    listing = ListingFactory()
    with before('INSERT INTO "listings_savedlisting"', listing.delete):
        answer = client.post(f"/listings/{listing.pk}/save/", {"on": "1"}, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_login_succeeds_although_the_listing_to_save_was_just_deleted(ana):
    visitor, listing = Client(), ListingFactory()
    visitor.post(f"/listings/{listing.pk}/save/")
    with before('INSERT INTO "listings_savedlisting"', listing.delete):
        answer = visitor.post("/accounts/login/", {"login": ana.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert "the place is saved" not in visitor.get("/").text


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("edit/?step=words", WORDS),
        ("edit/?step=photos", {"description-{photo}": "The kitchen"}),
        ("photos/", {"photo": picture}),
        ("photos/order/", {"order": "{photo}"}),
        ("photos/{photo}/delete/", {}),
    ],
)
def test_changing_a_listing_that_was_just_deleted_is_not_found(client, ana, path, fields):
    listing = ListingFactory(lister=ana)
    photo = PhotoFactory(listing=listing).pk
    posted = {
        name.format(photo=photo): value.format(photo=photo) if isinstance(value, str) else value()
        for name, value in fields.items()
    }
    with before("FOR UPDATE", listing.delete):
        answer = client.post(f"/listings/{listing.pk}/{path.format(photo=photo)}", posted)
    assert answer.status_code == 404


def test_listing_that_is_deleted_right_after_its_status_changed_is_not_found(client, ana):
    listing = ListingFactory(lister=ana)
    path, fields = f"/listings/{listing.pk}/status/", {"status": "taken"}
    with before('COUNT("listings_savedlisting"', listing.delete):
        assert client.post(path, fields, headers=HTMX).status_code == 404


@pytest.mark.parametrize("deleted", ["listing", "lister"])
def test_contacting_about_a_listing_that_was_just_deleted_is_not_found(client, ana, deleted):
    listing = ListingFactory()
    row = {"listing": listing, "lister": listing.lister}[deleted]
    with before('INSERT INTO "chat_conversation"', row.delete):
        assert client.post(f"/listings/{listing.pk}/contact/").status_code == 404
    assert not Conversation.objects.exists()


def test_listing_can_be_deleted_while_somebody_saves_it(client, ana):
    listing, ben = ListingFactory(lister=ana), VerifiedStudentFactory()

    def save():
        SavedListing.objects.set_saved(ben, listing)

    with before('DELETE FROM "listings_listing"', save, waits_for_lock=True) as result:
        assert client.post(f"/listings/{listing.pk}/delete/").url == "/listings/mine/"
    with pytest.raises(ListingDeleted):
        result()


@pytest.mark.parametrize("action", ["", "delete/"])
def test_changing_a_saved_search_that_was_just_deleted_is_not_found(client, ana, action):
    search = SavedSearchFactory(user=ana)
    fields = {"name": "By the lake", "alert_frequency": "now"}
    with before("FOR UPDATE", search.delete):
        answer = client.post(f"/listings/searches/{search.pk}/{action}", fields)
    assert answer.status_code == 404
    assert not ana.saved_searches.exists()


# Conversations ----------------------------------------------------------------------------------


def test_upload_to_a_conversation_that_was_just_left_is_not_found(client, ana):
    files = stored("attachments")
    conversation = ConversationFactory(participants=[ana])
    with before("FOR UPDATE", lambda: participants.leave(ana, conversation.pk)):
        answer = client.post(f"/chat/{conversation.pk}/attachments/", {"file": pdf()})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert not Attachment.objects.exists()
    assert stored("attachments") == files


def test_inviting_to_a_conversation_that_was_just_left_is_not_found(client, ana):
    conversation = ConversationFactory(participants=[ana])
    fields = {"invite": "ben@example.com"}
    with before("FOR UPDATE", lambda: participants.leave(ana, conversation.pk)):
        assert client.post(f"/chat/{conversation.pk}/invite/", fields).status_code == 404
    assert not Invitation.objects.exists()


def test_invitation_that_is_accepted_while_it_is_sent_again_waits(client, ana):
    conversation, ben = ConversationFactory(participants=[ana]), VerifiedStudentFactory()
    conversation.invitations.create(email=ben.email, invited_by=ana)

    def join():
        return participants.join(ben, conversation.pk)

    with before('UPDATE "chat_invitation"', join, waits_for_lock=True) as result:
        answer = client.post(f"/chat/{conversation.pk}/invite/", {"invite": ben.email})
    assert answer.url == f"/chat/{conversation.pk}/"
    assert result() == conversation


# Bugs -------------------------------------------------------------------------------------------


def missing_row(*args, **kwargs):
    return Listing.objects.get(pk=0)


def missing_reference(user, *args, **kwargs):
    SavedListing.objects.create(user=user, listing_id=0)


@pytest.mark.parametrize("bug", [missing_row, missing_reference, lambda *args, **kwargs: 1 / 0])
def test_unexpected_exception_is_a_server_error(ana, monkeypatch, bug):
    monkeypatch.setattr(SavedListing.objects, "set_saved", bug)
    client = Client(raise_request_exception=False)
    client.force_login(ana)
    assert client.post(f"/listings/{ListingFactory().pk}/save/").status_code == 500
