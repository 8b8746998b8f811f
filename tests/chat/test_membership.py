"""Who is in a conversation, what it is called, and who wants to hear of it, over HTTP."""

import re
import threading
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
from tests.support.factories import ConversationFactory, ListingFactory, VerifiedStudentFactory

pytestmark = pytest.mark.django_db
LINK = "http://testserver/chat/"


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


# Whoever may not ------------------------------------------------------------------------------

ACTS = ["remove", "rename", "mute", "withdraw", "decline"]
WORDS = {"person": "1", "name": "Mine now", "on": "true", "invitation": "1"}


@pytest.mark.parametrize("act", ACTS)
def test_a_visitor_logs_in_first(client, act):
    page = f"/chat/{ConversationFactory().pk}/"
    answer = client.post(f"{page}{act}/", WORDS, headers={"Referer": f"http://testserver{page}"})
    assert answer.url == f"/accounts/login/?next={page}"


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_finds_no_conversation_to_act_in(client, ana, act):
    conversation = ConversationFactory(name="Theirs")
    assert client.post(f"/chat/{conversation.pk}/{act}/", WORDS).status_code == 404
    conversation.refresh_from_db()
    assert (conversation.name, conversation.participants.count()) == ("Theirs", 2)


@pytest.mark.parametrize("act", ACTS)
def test_there_is_none_of_a_number_that_no_database_holds(client, ana, act):
    assert client.post(f"/chat/{2**63}/{act}/", WORDS).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_a_form_of_another_site_is_refused(talk, ana, act):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    assert client.post(f"/chat/{talk.pk}/{act}/", WORDS).status_code == 403


@pytest.mark.parametrize("act", sorted({*ACTS} - {"rename"}))
def test_what_changes_something_is_posted(client, talk, act):
    assert client.get(f"/chat/{talk.pk}/{act}/").status_code == 405


@pytest.mark.parametrize(
    ("act", "words"),
    [("remove", {"person": "x"}), ("remove", {}), ("mute", {"on": "maybe"}), ("withdraw", {})],
)
def test_what_makes_no_sense_is_a_bad_request(client, talk, act, words):
    assert client.post(f"/chat/{talk.pk}/{act}/", words).status_code == 400


def test_one_who_is_not_in_it_reads_so_whether_there_is_such_a_one_or_not(client, ana):
    pages = [client.get(f"/chat/{pk}/") for pk in (ConversationFactory().pk, 2**62)]
    assert [page.status_code for page in pages] == [404, 404]
    same = [re.sub(r'value="[^"]+"|"X-CSRFToken": "[^"]+"|\d{5,}', "", page.text) for page in pages]
    assert same[0] == same[1]
    assert "You aren’t in this conversation" in same[0]


def test_one_who_is_invited_is_asked_at_the_address_of_the_conversation(client, ana, ben):
    talk = ConversationFactory(name="Maple Ave", participants=[ben])
    invitations.invite(ben, talk, [ana.email], LINK)
    page = client.get(f"/chat/{talk.pk}/")
    assert page.status_code == 404
    assert "You’re invited" in page.text


# Removing -------------------------------------------------------------------------------------


def test_who_started_it_removes_someone(client, ben, talk):
    answer = client.post(f"/chat/{talk.pk}/remove/", {"person": ben.pk})
    assert answer.url == f"/chat/{talk.pk}/"
    assert not is_in(ben, talk)
    for path in ("", "messages/", "messages/?after=0"):
        assert client_of(ben).get(f"/chat/{talk.pk}/{path}").status_code == 404


def test_another_may_remove_nobody(ana, ben, talk):
    answer = client_of(ben).post(f"/chat/{talk.pk}/remove/", {"person": ana.pk})
    assert answer.status_code == 403
    assert is_in(ana, talk)
    assert "remove/" not in page_of(client_of(ben), talk)


def test_nobody_removes_oneself(ana, talk):
    with pytest.raises(Forbidden, match="Leave"):
        participants.remove(ana, talk.pk, ana.pk)


def test_when_the_starter_leaves_who_is_in_it_longest_may_remove(ana, ben, talk):
    cho = VerifiedStudentFactory(name="Cho")
    invitations.invite(ana, talk, [cho.email, ana.email], LINK)
    participants.join(cho, talk.pk)
    participants.leave(ana, talk.pk)
    participants.join(ana, talk.pk)
    for person in (ana, cho):
        with pytest.raises(Forbidden):
            participants.remove(person, talk.pk, ben.pk)
    participants.remove(ben, talk.pk, ana.pk)
    assert not is_in(ana, talk)


def test_nobody_is_removed_from_an_inquiry(ana, inquiry):
    with pytest.raises(NotFound):
        participants.remove(ana, inquiry.pk, inquiry.listing.lister_id)


def test_removing_who_is_not_in_it_changes_nothing(ana, talk):
    participants.remove(ana, talk.pk, VerifiedStudentFactory().pk)
    talk.refresh_from_db()
    assert talk.participants_version == 0
    assert not Removal.objects.exists()


def test_an_old_invitation_lets_no_removed_person_in(ana, ben, talk):
    invitations.invite(ana, talk, [ben.email], LINK)
    participants.remove(ana, talk.pk, ben.pk)
    with pytest.raises(NotFound):
        participants.join(ben, talk.pk)
    assert "invites you" not in client_of(ben).get("/chat/").text


def test_nor_does_one_to_an_address_that_they_confirm_later(ana, ben, talk):
    invitations.invite(ana, talk, ["ben@elsewhere.example"], LINK)
    participants.remove(ana, talk.pk, ben.pk)
    ben.emailaddress_set.create(email="ben@elsewhere.example", verified=True)
    with pytest.raises(NotFound):
        participants.join(ben, talk.pk)
    invitations.invite(ana, talk, ["ben@elsewhere.example"], LINK)
    assert participants.join(ben, talk.pk) == talk


def test_a_new_invitation_lets_them_in_again(ana, ben, talk):
    participants.remove(ana, talk.pk, ben.pk)
    invitations.invite(ana, talk, [ben.email], LINK)
    assert participants.join(ben, talk.pk) == talk


@pytest.mark.postgres
def test_removing_who_writes_and_reads_just_now_is_one_after_the_other(transactional_db):
    host, *others = people = VerifiedStudentFactory.create_batch(4)
    talk = ConversationFactory(participants=people)
    stored = Counter()

    def write(person):
        try:
            for _ in range(30):
                stored[person.pk] += bool(message_send.send(person, talk.pk, uuid.uuid4(), "hi"))
                read_receipts.mark_read(person, talk.pk, 1)
        except NotFound:
            return
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        writing = [threads.submit(write, person) for person in people]
        for person in others:
            participants.remove(host, talk.pk, person.pk)
        for one in writing:
            one.result()
    talk.refresh_from_db()
    assert list(talk.participants.all()) == [host]
    assert talk.seq == sum(stored.values()) == talk.messages.count()
    assert stored[host.pk] == 30


# Renaming -------------------------------------------------------------------------------------


def test_anyone_in_it_renames_it(ana, ben, talk):
    answer = client_of(ben).post(f"/chat/{talk.pk}/rename/", {"name": "Maple\r\nAve"})
    assert answer.url == f"/chat/{talk.pk}/"
    talk.refresh_from_db()
    assert (talk.name, talk.participants_version) == ("Maple Ave", 1)


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "Give it a name"), ("x" * 81, "at most 80"), ("https://evil.example", "without a link")],
)
def test_a_bad_name_is_told_and_kept(client, talk, name, words):
    answer = client.post(f"/chat/{talk.pk}/rename/", {"name": name})
    assert answer.status_code == 200
    assert words in answer.text
    assert f'value="{name}"' in answer.text or not name
    talk.refresh_from_db()
    assert talk.name == "Noyes house"


def test_an_inquiry_is_neither_renamed_nor_extended(client, ana, inquiry):
    for act in ("rename", "invite"):
        assert client.get(f"/chat/{inquiry.pk}/{act}/").status_code == 404
        words = {"name": "Mine", "invite": "eve@example.com"}
        assert client.post(f"/chat/{inquiry.pk}/{act}/", words).status_code == 404
        assert f"/{act}/" not in page_of(client, inquiry)
    with pytest.raises(NotFound):
        participants.rename(ana, inquiry.pk, "Mine")


# Invitations ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["inviter", "host"])
def test_who_invited_and_the_host_see_the_address_and_take_it_back(who, ana, ben, talk):
    cho = VerifiedStudentFactory()
    invitations.invite(ben, talk, [cho.email], LINK)
    client = client_of({"inviter": ben, "host": ana}[who])
    assert cho.email in page_of(client, talk)
    client.post(f"/chat/{talk.pk}/withdraw/", {"invitation": talk.invitations.get().pk})
    assert cho.email not in page_of(client, talk)
    with pytest.raises(NotFound):
        participants.join(cho, talk.pk)


def test_others_see_that_somebody_is_invited_and_no_more(ana, talk):
    dev = VerifiedStudentFactory()
    participants.add(talk, dev)
    invitations.invite(ana, talk, ["cho@example.com"], LINK)
    page = page_of(client_of(dev), talk)
    assert "1 invited" in page
    assert "cho@example.com" not in page
    invitation = talk.invitations.get()
    answer = client_of(dev).post(f"/chat/{talk.pk}/withdraw/", {"invitation": invitation.pk})
    assert answer.status_code == 403
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.OPEN


def test_who_invites_somebody_who_has_declined_doesnt_learn_it(ana, ben, talk):
    cho = VerifiedStudentFactory()
    invitations.invite(ana, talk, [cho.email], LINK)
    invitations.decline(cho, talk.pk)
    invitations.invite(ben, talk, [cho.email], LINK)
    assert cho.email in page_of(client_of(ben), talk)


def test_an_invitation_of_another_conversation_stays(client, talk, ben):
    other = ConversationFactory(participants=[ben])
    invitations.invite(ben, other, ["eve@example.com"], LINK)
    client.post(f"/chat/{talk.pk}/withdraw/", {"invitation": other.invitations.get().pk})
    assert other.invitations.get().state == Invitation.State.OPEN


def test_declining_is_silent(client, ana, ben):
    talk = ConversationFactory(participants=[ben])
    invitations.invite(ben, talk, [ana.email, "new@example.com"], LINK)
    assert client.post(f"/chat/{talk.pk}/decline/").url == "/chat/"
    assert "invites you" not in client.get("/chat/").text
    assert client.post(f"/chat/{talk.pk}/join/").status_code == 404
    page = page_of(client_of(ben), talk)
    assert ana.email in page
    assert "new@example.com" in page


def test_who_has_declined_is_not_asked_by_the_same_invitation_again(ana, ben):
    talk = ConversationFactory(participants=[ben])
    invitations.invite(ben, talk, [ana.email], LINK)
    invitations.decline(ana, talk.pk)
    invitations.invite(ben, talk, [ana.email], LINK)
    assert not Invitation.objects.pending_for(ana).exists()
    invitations.withdraw(ben, talk.pk, talk.invitations.get().pk)
    invitations.invite(ben, talk, [ana.email], LINK)
    assert Invitation.objects.pending_for(ana).exists()


def test_the_second_address_of_someone_in_it_looks_like_any_other(ana, ben, talk):
    ben.emailaddress_set.create(email="ben@elsewhere.example", verified=True)
    invitations.invite(ana, talk, ["ben@elsewhere.example"], LINK)
    assert [one.email for one in talk.invitations.not_withdrawn()] == ["ben@elsewhere.example"]
    assert "invites you" not in client_of(ben).get("/chat/").text


@pytest.mark.django_db(transaction=True)
def test_an_address_is_mailed_once_a_day_at_the_most(ana, talk, mailoutbox):
    ask_and_take_back(ana, talk)
    ask_and_take_back(ana, talk)
    assert len(mailoutbox) == 1
    Invitation.objects.update(invited_at=timezone.now() - timedelta(days=1, minutes=1))
    ask_and_take_back(ana, talk)
    assert len(mailoutbox) == 2


@pytest.mark.django_db(transaction=True)
def test_nor_about_one_conversation_after_the_other(ana, ben, mailoutbox):
    for number in range(6):
        person = ana if number % 2 else ben
        ask(person, ConversationFactory(participants=[person]))
    assert len(mailoutbox) == 3
    assert Invitation.objects.count() == 6


def ask(person, talk):
    before = set(threading.enumerate())
    invitations.invite(person, talk, ["new@example.com"], LINK)
    for thread in set(threading.enumerate()) - before:
        thread.join(5)


def ask_and_take_back(ana, talk):
    ask(ana, talk)
    invitations.withdraw(ana, talk.pk, talk.invitations.get().pk)


def test_nobody_comes_into_what_everyone_has_left(ana, ben):
    talk = ConversationFactory(participants=[ben])
    invitations.invite(ben, talk, [ana.email], LINK)
    participants.leave(ben, talk.pk)
    with pytest.raises(NotFound):
        participants.join(ana, talk.pk)


# Muting ---------------------------------------------------------------------------------------


def test_what_is_muted_counts_nowhere_but_shows_in_the_list(client, ana, ben, talk):
    message_send.send(ben, talk.pk, uuid.uuid4(), "hi")
    assert 'data-count="1"' in client.get("/chat/").text
    assert client.post(f"/chat/{talk.pk}/mute/", {"on": "true"}).url == f"/chat/{talk.pk}/"
    page = client.get("/chat/").text
    assert 'data-count="0"' in page
    assert "data-muted" in page
    assert '<span class="conversation-item-unread">1</span>' in page
    client.post(f"/chat/{talk.pk}/mute/", {"on": "false"})
    assert 'data-count="1"' in client.get("/chat/").text
    assert Participant.objects.filter(muted=True).count() == 0


def test_muting_is_ones_own(client, ana, ben, talk):
    client.post(f"/chat/{talk.pk}/mute/", {"on": "true"})
    assert not Participant.objects.get(user=ben).muted
    with transaction.atomic(), pytest.raises(NotFound):
        participants.mute(VerifiedStudentFactory(), talk.pk, True)


def test_the_unread_of_others_count_as_before(ana, ben, talk):
    message_send.send(ben, talk.pk, uuid.uuid4(), "hi")
    loud = ConversationFactory(participants=[ana, ben])
    message_send.send(ben, loud.pk, uuid.uuid4(), "hi")
    participants.mute(ana, talk.pk, True)
    assert Conversation.objects.unread_total(ana) == 1
