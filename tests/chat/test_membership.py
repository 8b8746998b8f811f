"""Joining, leaving, removing, renaming, inviting and muting, over HTTP."""

import re
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from chat.actions import message_send, read_receipts
from chat.errors import Forbidden, NotFound
from chat.membership import conversation_start, invitations, participants
from chat.models import Conversation, Invitation, Participant, Removal
from chat.notifications import invitation_job
from tests.support.factories import ConversationFactory, ListingFactory, VerifiedStudentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def inquiry(ana):
    return conversation_start.contact(ana, ListingFactory())


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def is_in(user, conversation) -> bool:
    return Participant.objects.filter(user=user, conversation=conversation).exists()


def page_of(client, conversation) -> str:
    return client.get(f"/chat/{conversation.pk}/").text


# Access ---------------------------------------------------------------------------------------

ACTS = ["remove", "rename", "mute", "withdraw", "decline"]
WORDS = {"person": "1", "name": "Mine now", "on": "true", "invitation": "1"}


@pytest.mark.parametrize("act", ACTS)
def test_visitor_logs_in_first(client, act):
    page = f"/chat/{ConversationFactory().pk}/"
    answer = client.post(f"{page}{act}/", WORDS, headers={"Referer": f"http://testserver{page}"})
    assert answer.url == f"/accounts/login/?next={page}"


@pytest.mark.parametrize("act", ACTS)
def test_stranger_can_not_act_in_conversation(client, ana, act):
    conversation = ConversationFactory(name="Theirs")
    assert client.post(f"/chat/{conversation.pk}/{act}/", WORDS).status_code == 404
    conversation.refresh_from_db()
    assert (conversation.name, conversation.participants.count()) == ("Theirs", 2)


@pytest.mark.parametrize("act", ACTS)
def test_number_beyond_database_range_is_not_found(client, ana, act):
    assert client.post(f"/chat/{2**63}/{act}/", WORDS).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_form_of_another_site_is_refused(conversation, ana, act):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    assert client.post(f"/chat/{conversation.pk}/{act}/", WORDS).status_code == 403


@pytest.mark.parametrize("act", sorted({*ACTS} - {"rename"}))
def test_changes_require_post(client, conversation, act):
    assert client.get(f"/chat/{conversation.pk}/{act}/").status_code == 405


@pytest.mark.parametrize(
    ("act", "fields"),
    [("remove", {"person": "x"}), ("remove", {}), ("mute", {"on": "maybe"}), ("withdraw", {})],
)
def test_invalid_value_is_bad_request(client, conversation, act, fields):
    assert client.post(f"/chat/{conversation.pk}/{act}/", fields).status_code == 400


def test_page_for_strangers_does_not_reveal_existence(client, ana):
    pages = [client.get(f"/chat/{pk}/") for pk in (ConversationFactory().pk, 2**62)]
    assert [page.status_code for page in pages] == [404, 404]
    same = [re.sub(r'value="[^"]+"|"X-CSRFToken": "[^"]+"|\d{5,}', "", page.text) for page in pages]
    assert same[0] == same[1]
    assert "You aren’t in this conversation" in same[0]


def test_conversation_page_shows_pending_invitation(client, ana, ben):
    conversation = ConversationFactory(name="Maple Ave", participants=[ben])
    invitations.invite(ben, conversation, [ana.email])
    page = client.get(f"/chat/{conversation.pk}/")
    assert page.status_code == 404
    assert "You’re invited" in page.text


# Removing -------------------------------------------------------------------------------------


def test_starter_removes_participant(client, ben, conversation):
    answer = client.post(f"/chat/{conversation.pk}/remove/", {"person": ben.pk})
    assert answer.url == f"/chat/{conversation.pk}/"
    assert not is_in(ben, conversation)
    for path in ("", "messages/", "messages/?after=0"):
        assert client_of(ben).get(f"/chat/{conversation.pk}/{path}").status_code == 404


def test_only_host_removes_participants(ana, ben, conversation):
    answer = client_of(ben).post(f"/chat/{conversation.pk}/remove/", {"person": ana.pk})
    assert answer.status_code == 403
    assert is_in(ana, conversation)
    assert "remove/" not in page_of(client_of(ben), conversation)


def test_host_can_not_remove_themselves(ana, conversation):
    with pytest.raises(Forbidden, match="Leave"):
        participants.remove(ana, conversation.pk, ana.pk)


def test_longest_participant_becomes_host(ana, ben, conversation):
    cho = VerifiedStudentFactory(name="Cho")
    invitations.invite(ana, conversation, [cho.email, ana.email])
    participants.join(cho, conversation.pk)
    participants.leave(ana, conversation.pk)
    participants.join(ana, conversation.pk)
    for person in (ana, cho):
        with pytest.raises(Forbidden):
            participants.remove(person, conversation.pk, ben.pk)
    participants.remove(ben, conversation.pk, ana.pk)
    assert not is_in(ana, conversation)


def test_nobody_is_removed_from_inquiry(ana, inquiry):
    with pytest.raises(NotFound):
        participants.remove(ana, inquiry.pk, inquiry.listing.lister_id)


def test_removing_non_participant_changes_nothing(ana, conversation):
    participants.remove(ana, conversation.pk, VerifiedStudentFactory().pk)
    conversation.refresh_from_db()
    assert conversation.participants_version == 0
    assert not Removal.objects.exists()


def test_earlier_invitation_does_not_readmit_removed_user(ana, ben, conversation):
    invitations.invite(ana, conversation, [ben.email])
    participants.remove(ana, conversation.pk, ben.pk)
    with pytest.raises(NotFound):
        participants.join(ben, conversation.pk)
    assert "invites you" not in client_of(ben).get("/chat/").text


def test_earlier_invitation_to_address_confirmed_later_does_not_readmit_removed_user(
    ana, ben, conversation
):
    invitations.invite(ana, conversation, ["ben@elsewhere.example"])
    participants.remove(ana, conversation.pk, ben.pk)
    ben.emailaddress_set.create(email="ben@elsewhere.example", verified=True)
    with pytest.raises(NotFound):
        participants.join(ben, conversation.pk)
    invitations.invite(ana, conversation, ["ben@elsewhere.example"])
    assert participants.join(ben, conversation.pk) == conversation


def test_new_invitation_readmits_removed_user(ana, ben, conversation):
    participants.remove(ana, conversation.pk, ben.pk)
    invitations.invite(ana, conversation, [ben.email])
    assert participants.join(ben, conversation.pk) == conversation


@pytest.mark.postgres
def test_removal_and_concurrent_send_are_serialized(transactional_db):
    host, *others = people = VerifiedStudentFactory.create_batch(4)
    conversation = ConversationFactory(participants=people)
    stored = Counter()

    def write(person):
        try:
            for _ in range(30):
                stored[person.pk] += bool(
                    message_send.send(person, conversation.pk, uuid.uuid4(), "hi")
                )
                read_receipts.mark_read(person, conversation.pk, 1)
        except NotFound:
            return
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        writing = [threads.submit(write, person) for person in people]
        for person in others:
            participants.remove(host, conversation.pk, person.pk)
        for one in writing:
            one.result()
    conversation.refresh_from_db()
    assert list(conversation.participants.all()) == [host]
    assert conversation.seq == sum(stored.values()) == conversation.messages.count()
    assert stored[host.pk] == 30


# Renaming -------------------------------------------------------------------------------------


def test_any_participant_renames_conversation(ana, ben, conversation):
    answer = client_of(ben).post(f"/chat/{conversation.pk}/rename/", {"name": "Maple\r\nAve"})
    assert answer.url == f"/chat/{conversation.pk}/"
    conversation.refresh_from_db()
    assert (conversation.name, conversation.participants_version) == ("Maple Ave", 1)


@pytest.mark.parametrize(
    ("name", "error"),
    [("", "Give it a name"), ("x" * 81, "at most 80"), ("https://evil.example", "without a link")],
)
def test_invalid_name_shows_error_and_keeps_input(client, conversation, name, error):
    answer = client.post(f"/chat/{conversation.pk}/rename/", {"name": name})
    assert answer.status_code == 200
    assert error in answer.text
    assert f'value="{name}"' in answer.text or not name
    conversation.refresh_from_db()
    assert conversation.name == "Noyes house"


def test_inquiry_is_neither_renamed_nor_extended(client, ana, inquiry):
    for act in ("rename", "invite"):
        assert client.get(f"/chat/{inquiry.pk}/{act}/").status_code == 404
        fields = {"name": "Mine", "invite": "eve@example.com"}
        assert client.post(f"/chat/{inquiry.pk}/{act}/", fields).status_code == 404
        assert f"/{act}/" not in page_of(client, inquiry)
    with pytest.raises(NotFound):
        participants.rename(ana, inquiry.pk, "Mine")


# Invitations ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["inviter", "host"])
def test_inviter_and_host_see_address_and_withdraw_invitation(who, ana, ben, conversation):
    cho = VerifiedStudentFactory()
    invitations.invite(ben, conversation, [cho.email])
    client = client_of({"inviter": ben, "host": ana}[who])
    assert cho.email in page_of(client, conversation)
    client.post(
        f"/chat/{conversation.pk}/withdraw/", {"invitation": conversation.invitations.get().pk}
    )
    assert cho.email not in page_of(client, conversation)
    with pytest.raises(NotFound):
        participants.join(cho, conversation.pk)


def test_other_participants_see_only_number_of_invitations(ana, conversation):
    dev = VerifiedStudentFactory()
    participants.add(conversation, dev)
    invitations.invite(ana, conversation, ["cho@example.com"])
    page = page_of(client_of(dev), conversation)
    assert "1 invited" in page
    assert "cho@example.com" not in page
    invitation = conversation.invitations.get()
    answer = client_of(dev).post(
        f"/chat/{conversation.pk}/withdraw/", {"invitation": invitation.pk}
    )
    assert answer.status_code == 403
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.OPEN


def test_inviter_does_not_learn_of_decline(ana, ben, conversation):
    cho = VerifiedStudentFactory()
    invitations.invite(ana, conversation, [cho.email])
    invitations.decline(cho, conversation.pk)
    invitations.invite(ben, conversation, [cho.email])
    assert cho.email in page_of(client_of(ben), conversation)


def test_invitation_of_another_conversation_is_not_withdrawn(client, conversation, ben):
    other = ConversationFactory(participants=[ben])
    invitations.invite(ben, other, ["eve@example.com"])
    client.post(f"/chat/{conversation.pk}/withdraw/", {"invitation": other.invitations.get().pk})
    assert other.invitations.get().state == Invitation.State.OPEN


def test_declining_notifies_nobody(client, ana, ben):
    conversation = ConversationFactory(participants=[ben])
    invitations.invite(ben, conversation, [ana.email, "new@example.com"])
    assert client.post(f"/chat/{conversation.pk}/decline/").url == "/chat/"
    assert "invites you" not in client.get("/chat/").text
    assert client.post(f"/chat/{conversation.pk}/join/").status_code == 404
    page = page_of(client_of(ben), conversation)
    assert ana.email in page
    assert "new@example.com" in page


def test_declined_invitation_is_not_shown_again(ana, ben):
    conversation = ConversationFactory(participants=[ben])
    invitations.invite(ben, conversation, [ana.email])
    invitations.decline(ana, conversation.pk)
    invitations.invite(ben, conversation, [ana.email])
    assert not Invitation.objects.pending_for(ana).exists()
    invitations.withdraw(ben, conversation.pk, conversation.invitations.get().pk)
    invitations.invite(ben, conversation, [ana.email])
    assert Invitation.objects.pending_for(ana).exists()


def test_second_address_of_participant_looks_like_any_other(ana, ben, conversation):
    ben.emailaddress_set.create(email="ben@elsewhere.example", verified=True)
    invitations.invite(ana, conversation, ["ben@elsewhere.example"])
    assert [one.email for one in conversation.invitations.not_withdrawn()] == [
        "ben@elsewhere.example"
    ]
    assert "invites you" not in client_of(ben).get("/chat/").text


def test_address_gets_one_email_a_day(ana, conversation, mailoutbox):
    ask_and_take_back(ana, conversation)
    ask_and_take_back(ana, conversation)
    assert len(mailoutbox) == 1
    Invitation.objects.update(invited_at=timezone.now() - timedelta(days=1, minutes=1))
    ask_and_take_back(ana, conversation)
    assert len(mailoutbox) == 2


def test_address_gets_few_emails_about_all_conversations(ana, ben, mailoutbox):
    for number in range(6):
        person = ana if number % 2 else ben
        ask(person, ConversationFactory(participants=[person]))
    assert len(mailoutbox) == 3
    assert Invitation.objects.count() == 6


def ask(person, conversation):
    invitations.invite(person, conversation, ["new@example.com"])
    invitation_job.send()


def ask_and_take_back(ana, conversation):
    ask(ana, conversation)
    invitations.withdraw(ana, conversation.pk, conversation.invitations.get().pk)


def test_nobody_joins_empty_conversation(ana, ben):
    conversation = ConversationFactory(participants=[ben])
    invitations.invite(ben, conversation, [ana.email])
    participants.leave(ben, conversation.pk)
    with pytest.raises(NotFound):
        participants.join(ana, conversation.pk)


# Muting ---------------------------------------------------------------------------------------


def test_muted_conversation_is_listed_but_not_counted(client, ana, ben, conversation):
    message_send.send(ben, conversation.pk, uuid.uuid4(), "hi")
    assert 'data-count="1"' in client.get("/chat/").text
    assert (
        client.post(f"/chat/{conversation.pk}/mute/", {"on": "true"}).url
        == f"/chat/{conversation.pk}/"
    )
    page = client.get("/chat/").text
    assert 'data-count="0"' in page
    assert "data-muted" in page
    assert '<span class="conversation-item-unread">1</span>' in page
    client.post(f"/chat/{conversation.pk}/mute/", {"on": "false"})
    assert 'data-count="1"' in client.get("/chat/").text
    assert Participant.objects.filter(muted=True).count() == 0


def test_muting_affects_one_participant(client, ana, ben, conversation):
    client.post(f"/chat/{conversation.pk}/mute/", {"on": "true"})
    assert not Participant.objects.get(user=ben).muted
    with transaction.atomic(), pytest.raises(NotFound):
        participants.mute(VerifiedStudentFactory(), conversation.pk, True)


def test_other_conversations_still_count_as_unread(ana, ben, conversation):
    message_send.send(ben, conversation.pk, uuid.uuid4(), "hi")
    loud = ConversationFactory(participants=[ana, ben])
    message_send.send(ben, loud.pk, uuid.uuid4(), "hi")
    participants.mute(ana, conversation.pk, True)
    assert Conversation.objects.unread_count(ana) == 1
