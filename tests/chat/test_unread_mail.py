"""`send_unread`: mails to who was away, each message told once."""

import mailbox
import os
import subprocess
import sys
import uuid
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.signals import post_init
from django.utils import timezone

from accounts.notifications import subscriptions
from chat.actions import message_edit, message_send, read_receipts
from chat.membership import conversation_start, participants
from chat.models import MailClaim, Message, Participant, Presence
from chat.notifications import unread_email
from tests.servers.process import free_port
from tests.support.factories import (
    ConversationFactory,
    ListingFactory,
    MessageFactory,
    VerifiedStudentFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return VerifiedStudentFactory(name="Ana Lopez")


@pytest.fixture
def ben():
    return VerifiedStudentFactory(name="Ben Okafor")


@pytest.fixture
def talk(ana, ben):
    return ConversationFactory(name="Noyes house", participants=[ana, ben])


def say(user, conversation, body="hi", minutes=11) -> Message:
    """What was said some minutes ago."""
    message = message_send.send(user, conversation.pk, uuid.uuid4(), body)
    at = timezone.now() - timedelta(minutes=minutes)
    Message.objects.filter(pk=message.pk).update(sent_at=at)
    return message


def run():
    call_command("send_unread", stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115


def html_of(mail) -> str:
    [(html, kind)] = mail.alternatives
    assert kind == "text/html"
    return html


# Who is told, and of what -----------------------------------------------------------------------


def test_who_was_away_is_told_once(ana, ben, talk, mailoutbox):
    say(ben, talk, "Is Thursday good?")
    run()
    run()
    [mail] = mailoutbox
    assert mail.to == [ana.email]
    assert mail.subject == "A new message on NU Housing"
    for words in (mail.body, html_of(mail)):
        assert "Is Thursday good?" in words
        assert f"http://localhost:8000/chat/{talk.pk}/" in words


def test_a_run_of_messages_is_one_mail_and_the_next_run_another(ana, ben, talk, mailoutbox):
    for number in range(3):
        say(ben, talk, f"number {number}")
    run()
    assert mailoutbox[0].subject == "3 new messages on NU Housing"
    say(ben, talk, "one more")
    run()
    assert len(mailoutbox) == 2
    assert mailoutbox[1].subject.startswith("A new message")
    assert "number" not in mailoutbox[1].body


def test_names_stand_in_the_subject_once_one_has_written_there(ana, ben, talk, mailoutbox):
    MessageFactory(conversation=talk, sender=ana)
    say(ben, talk, "Is Thursday good?")
    run()
    assert mailoutbox[0].subject == "A new message from Ben Okafor in “Noyes house”"


def test_one_mail_tells_of_all_conversations(ana, ben, talk, mailoutbox):
    cho = VerifiedStudentFactory(name="Cho")
    inquiry = conversation_start.contact(cho, ListingFactory(lister=ana))
    say(ben, talk, "first")
    say(cho, inquiry, "second", minutes=2)
    run()
    [mail] = mailoutbox
    assert mail.subject == "2 new messages in 2 conversations"
    for words in ("Noyes house", "first", "Cho", "second"):
        assert words in mail.body
        assert words in html_of(mail)


def test_what_was_said_just_now_waits(ana, ben, talk, mailoutbox):
    say(ben, talk, minutes=9)
    run()
    assert mailoutbox == []


@pytest.mark.parametrize(("first", "told"), [(30, 0), (61, 1)])
def test_a_run_that_goes_on_waits_an_hour_at_the_most(ana, ben, talk, mailoutbox, first, told):
    say(ben, talk, minutes=first)
    say(ben, talk, minutes=1)
    run()
    assert len(mailoutbox) == told


def test_who_has_a_tab_open_is_not_told(ana, ben, talk, mailoutbox):
    say(ben, talk)
    here = Presence.objects.create(user=ana, process="p", seen_at=timezone.now())
    run()
    assert mailoutbox == []
    here.delete()
    run()
    assert len(mailoutbox) == 1


def test_nobody_is_told_of_what_they_read_wrote_or_muted(ana, ben, talk, mailoutbox):
    say(ana, talk)
    read_receipts.mark_read(ben, talk.pk, 1)
    muted = ConversationFactory(participants=[ana, ben])
    participants.mute(ana, muted.pk, True)
    say(ben, muted)
    run()
    assert mailoutbox == []


def test_what_came_while_it_was_muted_is_not_told_later(ana, ben, talk, mailoutbox):
    participants.mute(ana, talk.pk, True)
    say(ben, talk)
    run()
    participants.mute(ana, talk.pk, False)
    run()
    assert mailoutbox == []
    say(ben, talk)
    run()
    assert len(mailoutbox) == 1


def test_what_was_deleted_is_not_told(ana, ben, talk, mailoutbox):
    message_edit.delete(ben, talk.pk, say(ben, talk, "my secret").pk)
    run()
    assert mailoutbox == []
    say(ben, talk, "sorry")
    run()
    assert "A new message" in mailoutbox[0].subject


@pytest.mark.parametrize(
    "change", [{"mails_unread": False}, {"is_active": False}, {"email": "moved@example.com"}]
)
def test_who_wants_no_mail_or_cannot_be_sent_any_gets_none(ana, ben, talk, mailoutbox, change):
    type(ana).objects.filter(pk=ana.pk).update(**change)
    if "email" in change:
        ana.emailaddress_set.update(email=change["email"], verified=False)
    say(ben, talk)
    run()
    assert mailoutbox == []


def test_who_was_removed_is_told_nothing_more(ana, ben, talk, mailoutbox):
    say(ana, talk)
    participants.remove(ana, talk.pk, ben.pk)
    run()
    assert mailoutbox == []


def test_what_someone_said_whose_account_is_gone_is_told(ana, ben, talk, mailoutbox):
    say(ben, talk, "bye")
    ben.delete()
    run()
    assert "“Someone who left” wrote: “bye”" in mailoutbox[0].body


def test_a_file_without_words_is_told_by_its_kind(ana, ben, talk, mailoutbox):
    said = say(ben, talk, "x")
    Message.objects.update(body="")
    talk.attachments.create(message=said, kind="image", name="my-room.webp", size=1)
    run()
    assert "“Ben Okafor” wrote: “Photo”" in mailoutbox[0].body
    assert "my-room" not in mailoutbox[0].body


# What it says -----------------------------------------------------------------------------------


def test_no_more_than_the_first_words_leave_the_platform(ana, ben, talk, mailoutbox):
    say(ben, talk, "word " * 50 + "secret")
    say(ben, talk, "another secret")
    run()
    [mail] = mailoutbox
    for words in (mail.body, html_of(mail)):
        assert "word word" in words
        assert "secret" not in words
    assert max(len(line) for line in mail.body.splitlines() if "word" in line) < 170


def test_what_people_write_is_escaped_and_cannot_forge_a_header(ana, talk, mailoutbox):
    eve = VerifiedStudentFactory(name="Eve\r\nBcc: all@example.com")
    trio = ConversationFactory(name="<b>Trio</b>", participants=[ana, eve])
    say(eve, trio, "<script>alert(1)</script>")
    run()
    [mail] = mailoutbox
    assert mail.recipients() == [ana.email]
    assert "\n" not in mail.subject
    assert "&lt;script&gt;" in html_of(mail)
    assert "<b>Trio" not in html_of(mail)


def test_many_senders_and_conversations_stay_short(ana, mailoutbox):
    people = VerifiedStudentFactory.create_batch(5)
    crowd = ConversationFactory(participants=[ana, *people])
    for person in people:
        say(person, crowd)
    for number in range(11):
        say(people[0], ConversationFactory(name=f"n{number}", participants=[ana, people[0]]))
    Participant.objects.exclude(user=ana).update(muted=True)
    run()
    [mail] = mailoutbox
    assert "and 2 more" in mail.body
    assert "And 2 more conversations" in mail.body


def test_a_long_run_is_counted_and_not_fetched(ana, ben, talk, mailoutbox):
    for number in range(30):
        say(ben, talk, f"m{number}")
    fetched = []

    def note(instance, **_):
        fetched.append(instance)

    post_init.connect(note, sender=Message)
    run()
    post_init.disconnect(note, sender=Message)
    assert mailoutbox[0].subject == "30 new messages on NU Housing"
    assert "m0" in mailoutbox[0].body
    assert len(fetched) == 1


def test_a_mail_program_finds_the_way_out_of_the_list(ana, ben, talk, mailoutbox):
    say(ben, talk)
    run()
    headers = mailoutbox[0].extra_headers
    link = subscriptions.link_for(ana, "mails_unread")
    assert headers["List-Unsubscribe"] == f"<{link}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in mailoutbox[0].body
    assert link in html_of(mailoutbox[0])


def test_the_run_makes_few_queries_however_many_are_here(
    ana, ben, talk, mailoutbox, django_assert_max_num_queries
):
    for _ in range(10):
        other = ConversationFactory()
        say(other.participants.first(), other, minutes=1)
    say(ben, talk)
    with django_assert_max_num_queries(20):
        run()
    assert len(mailoutbox) == 1


# What goes wrong --------------------------------------------------------------------------------


class Stubborn:
    """A mail server that takes mails for some."""

    def __init__(self, *refused):
        self.refused = set(refused)
        self.taken = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refused:
            return "550 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def stubborn(settings):
    """`stubborn(address, …)`: the mails go to a server that refuses these."""
    started = []

    def start(*refused) -> Stubborn:
        server = Stubborn(*refused)
        started.append(Controller(server, hostname="127.0.0.1", port=free_port()))
        started[0].start()
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", started[0].port
        return server

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = False
    yield start
    started[0].stop()


def test_one_refused_address_keeps_nobody_else_waiting(ana, ben, talk, stubborn):
    server = stubborn(ana.email)
    other = ConversationFactory(participants=[ben, ana, cho := VerifiedStudentFactory()])
    say(ben, other)
    with pytest.raises(CommandError, match="1 emails failed; the next run tries again"):
        run()
    assert [mail["To"] for mail in server.taken] == [cho.email]
    server.refused.clear()
    run()
    assert [mail["To"] for mail in server.taken] == [cho.email, ana.email]


def test_without_a_mail_server_nothing_is_lost(ana, ben, talk, stubborn, settings):
    server = stubborn()
    say(ben, talk)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    with pytest.raises(CommandError, match="can't be reached"):
        run()
    settings.EMAIL_PORT = port
    run()
    run()
    assert [mail["To"] for mail in server.taken] == [ana.email]


def test_without_an_address_to_link_to_nobody_is_told(ana, ben, talk, mailoutbox, settings):
    settings.SITE_URL = ""
    say(ben, talk)
    with pytest.raises(CommandError, match="SITE_URL"):
        run()
    assert mailoutbox == []


def test_a_run_that_died_is_made_up_for_once_its_claim_has_run_out(ana, ben, talk, mailoutbox):
    say(ben, talk)
    MailClaim.objects.acquire(ana.pk)
    run()
    assert mailoutbox == []
    MailClaim.objects.update(claimed_at=timezone.now() - timedelta(minutes=16))
    run()
    assert len(mailoutbox) == 1


def test_a_mail_told_twice_after_a_crash_is_known_by_its_number(ana, ben, talk, mailoutbox):
    say(ben, talk)
    run()
    Participant.objects.update(emailed_seq=0)
    run()
    first, second = (mail.extra_headers["Message-ID"] for mail in mailoutbox)
    assert first == second


def test_what_comes_while_a_mail_is_written_is_told_by_the_next(
    ana, ben, talk, mailoutbox, monkeypatch
):
    said = say(ben, talk)
    told = []

    def compose_slowly(parts):
        if not told:
            say(ben, talk, "later")
        told.extend(parts)
        return compose(parts)

    compose = unread_email.compose
    monkeypatch.setattr(unread_email, "compose", compose_slowly)
    run()
    run()
    assert (told[0].up_to, told[0].count) == (said.seq, 1)
    assert "later" in mailoutbox[1].body


# On a real mail server, by real processes -------------------------------------------------------


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_everyone_once(outbox: mailbox.Maildir):
    ben = VerifiedStudentFactory(name="Ben")
    people = VerifiedStudentFactory.create_batch(12)
    for person in people:
        for _ in range(2):
            say(ben, ConversationFactory(participants=[person, ben]), "for you")
    runs = [start_run() for _ in range(3)]
    for one in runs:
        out, _ = one.communicate(timeout=60)
        assert one.returncode == 0, out
    assert sorted(mail["To"] for mail in outbox) == sorted(person.email for person in people)
    assert start_run().communicate(timeout=60)[0] == "emailed 0, failed 0\n"


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
def test_the_mail_as_it_comes_in(ana, ben, talk, outbox: mailbox.Maildir):
    say(ben, talk, "Grüße — ¿mañana? 👍")
    assert start_run().communicate(timeout=60)[0] == "emailed 1, failed 0\n"
    [raw] = [outbox.get_bytes(key) for key in outbox.keys()]  # noqa: SIM118
    mail = message_from_bytes(raw, policy=policy.default)
    plain, html = mail.iter_parts()
    assert "Grüße — ¿mañana? 👍" in plain.get_content()
    assert "Grüße — ¿mañana? 👍" in html.get_content()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = mail["List-Unsubscribe"].strip()  # it is too long for the line of its name
    assert link == f"<{subscriptions.link_for(ana, 'mails_unread')}>"


def start_run() -> subprocess.Popen:
    root = Path(__file__).resolve().parents[2]
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE_NAME": str(connection.settings_dict["NAME"]),
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "send_unread"],
        cwd=root,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        text=True,
    )
