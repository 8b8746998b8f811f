"""`send_unread` emails absent users about each message once."""

import mailbox
import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.db.models.signals import post_init
from django.utils import timezone

from accounts.notifications import subscriptions
from chat.actions import message_edit, message_send, read_receipts
from chat.membership import conversation_start, participants
from chat.models import Message, Participant, Presence, UnreadJobLock
from chat.notifications import unread_email
from tests.servers.faulty_mail import FaultyMail
from tests.servers.process import free_port
from tests.support.commands import output_of, run_quietly, start
from tests.support.emails import html_of, only_email
from tests.support.factories import (
    ConversationFactory,
    ListingFactory,
    MessageFactory,
    VerifiedStudentFactory,
)

pytestmark = pytest.mark.django_db


def send(user, conversation, body="hi", minutes=11) -> Message:
    """A message that was sent some minutes ago."""
    message = message_send.send(user, conversation.pk, uuid.uuid4(), body)
    at = timezone.now() - timedelta(minutes=minutes)
    Message.objects.filter(pk=message.pk).update(sent_at=at)
    return message


def run():
    run_quietly("send_unread")


# Recipients and messages ----------------------------------------------------------------------


def test_absent_user_gets_one_email(ana, ben, conversation, mailoutbox):
    send(ben, conversation, "Is Thursday good?")
    run()
    run()
    [email] = mailoutbox
    assert email.to == [ana.email]
    assert email.subject == "A new message on NU Housing"
    for text in (email.body, html_of(email)):
        assert "Is Thursday good?" in text
        assert f"http://localhost:8000/chat/{conversation.pk}/" in text


def test_each_run_of_messages_is_one_email(ana, ben, conversation, mailoutbox):
    for number in range(3):
        send(ben, conversation, f"number {number}")
    run()
    assert mailoutbox[0].subject == "3 new messages on NU Housing"
    send(ben, conversation, "one more")
    run()
    assert len(mailoutbox) == 2
    assert mailoutbox[1].subject.startswith("A new message")
    assert "number" not in mailoutbox[1].body


def test_subject_has_names_once_recipient_has_written(ana, ben, conversation, mailoutbox):
    MessageFactory(conversation=conversation, sender=ana)
    send(ben, conversation, "Is Thursday good?")
    run()
    assert mailoutbox[0].subject == "A new message from Ben Okafor in “Noyes house”"


def test_one_email_covers_all_conversations(ana, ben, conversation, mailoutbox):
    cho = VerifiedStudentFactory(name="Cho")
    inquiry = conversation_start.contact(cho, ListingFactory(lister=ana))
    send(ben, conversation, "first")
    send(cho, inquiry, "second", minutes=2)
    run()
    [email] = mailoutbox
    assert email.subject == "2 new messages in 2 conversations"
    for text in ("Noyes house", "first", "Cho", "second"):
        assert text in email.body
        assert text in html_of(email)


def test_recent_messages_wait(ana, ben, conversation, mailoutbox):
    send(ben, conversation, minutes=9)
    run()
    assert mailoutbox == []


@pytest.mark.parametrize(("first", "count"), [(30, 0), (61, 1)])
def test_ongoing_run_is_emailed_after_an_hour(ana, ben, conversation, mailoutbox, first, count):
    send(ben, conversation, minutes=first)
    send(ben, conversation, minutes=1)
    run()
    assert len(mailoutbox) == count


def test_online_user_gets_no_email(ana, ben, conversation, mailoutbox):
    send(ben, conversation)
    here = Presence.objects.create(user=ana, process="p", seen_at=timezone.now())
    run()
    assert mailoutbox == []
    here.delete()
    run()
    assert len(mailoutbox) == 1


def test_read_own_and_muted_messages_are_not_emailed(ana, ben, conversation, mailoutbox):
    send(ana, conversation)
    read_receipts.mark_read(ben, conversation.pk, 1)
    muted = ConversationFactory(participants=[ana, ben])
    participants.mute(ana, muted.pk, True)
    send(ben, muted)
    run()
    assert mailoutbox == []


def test_messages_while_muted_are_not_emailed_later(ana, ben, conversation, mailoutbox):
    participants.mute(ana, conversation.pk, True)
    send(ben, conversation)
    run()
    participants.mute(ana, conversation.pk, False)
    run()
    assert mailoutbox == []
    send(ben, conversation)
    run()
    assert len(mailoutbox) == 1


def test_deleted_messages_are_not_emailed(ana, ben, conversation, mailoutbox):
    message_edit.delete(ben, conversation.pk, send(ben, conversation, "my secret").pk)
    run()
    assert mailoutbox == []
    send(ben, conversation, "sorry")
    run()
    assert "A new message" in mailoutbox[0].subject


@pytest.mark.parametrize(
    "change", [{"mails_unread": False}, {"is_active": False}, {"email": "moved@example.com"}]
)
def test_unsubscribed_and_unreachable_users_get_no_email(
    ana, ben, conversation, mailoutbox, change
):
    type(ana).objects.filter(pk=ana.pk).update(**change)
    if "email" in change:
        ana.emailaddress_set.update(email=change["email"], verified=False)
    send(ben, conversation)
    run()
    assert mailoutbox == []


def test_removed_participant_gets_no_email(ana, ben, conversation, mailoutbox):
    send(ana, conversation)
    participants.remove(ana, conversation.pk, ben.pk)
    run()
    assert mailoutbox == []


def test_messages_of_deleted_account_are_emailed(ana, ben, conversation, mailoutbox):
    send(ben, conversation, "bye")
    ben.delete()
    run()
    assert "“Someone who left” wrote: “bye”" in mailoutbox[0].body


def test_file_without_text_is_described_by_kind(ana, ben, conversation, mailoutbox):
    message = send(ben, conversation, "x")
    Message.objects.update(body="")
    conversation.attachments.create(message=message, kind="image", name="my-room.webp", size=1)
    run()
    assert "“Ben Okafor” wrote: “Photo”" in mailoutbox[0].body
    assert "my-room" not in mailoutbox[0].body


# The email ------------------------------------------------------------------------------------


def test_email_has_only_start_of_first_message(ana, ben, conversation, mailoutbox):
    send(ben, conversation, "word " * 50 + "secret")
    send(ben, conversation, "another secret")
    run()
    [email] = mailoutbox
    for text in (email.body, html_of(email)):
        assert "word word" in text
        assert "secret" not in text
    assert max(len(line) for line in email.body.splitlines() if "word" in line) < 170


def test_user_text_is_escaped_and_can_not_forge_header(ana, conversation, mailoutbox):
    eve = VerifiedStudentFactory(name="Eve\r\nBcc: all@example.com")
    trio = ConversationFactory(name="<b>Trio</b>", participants=[ana, eve])
    send(eve, trio, "<script>alert(1)</script>")
    run()
    [email] = mailoutbox
    assert email.recipients() == [ana.email]
    assert "\n" not in email.subject
    assert "&lt;script&gt;" in html_of(email)
    assert "<b>Trio" not in html_of(email)


def test_email_about_many_senders_and_conversations_is_short(ana, mailoutbox):
    people = VerifiedStudentFactory.create_batch(5)
    crowd = ConversationFactory(participants=[ana, *people])
    for person in people:
        send(person, crowd)
    for number in range(11):
        send(people[0], ConversationFactory(name=f"n{number}", participants=[ana, people[0]]))
    Participant.objects.exclude(user=ana).update(muted=True)
    run()
    [email] = mailoutbox
    assert "and 2 more" in email.body
    assert "And 2 more conversations" in email.body


def test_long_run_is_counted_in_database(ana, ben, conversation, mailoutbox):
    for number in range(30):
        send(ben, conversation, f"m{number}")
    fetched = []

    def note(instance, **_):
        fetched.append(instance)

    post_init.connect(note, sender=Message)
    run()
    post_init.disconnect(note, sender=Message)
    assert mailoutbox[0].subject == "30 new messages on NU Housing"
    assert "m0" in mailoutbox[0].body
    assert len(fetched) == 1


def test_email_has_list_unsubscribe_headers(ana, ben, conversation, mailoutbox):
    send(ben, conversation)
    run()
    headers = mailoutbox[0].extra_headers
    link = subscriptions.link_for(ana, "mails_unread")
    assert headers["List-Unsubscribe"] == f"<{link}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in mailoutbox[0].body
    assert link in html_of(mailoutbox[0])


def test_job_makes_fixed_number_of_queries(
    ana, ben, conversation, mailoutbox, django_assert_max_num_queries
):
    for _ in range(10):
        other = ConversationFactory()
        send(other.participants.first(), other, minutes=1)
    send(ben, conversation)
    with django_assert_max_num_queries(21):
        run()
    assert len(mailoutbox) == 1


# Failures -------------------------------------------------------------------------------------


@pytest.fixture
def mail_server(settings):
    """Receives the emails of this process."""
    with FaultyMail() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = False
        yield server


def test_refused_address_does_not_delay_others(ana, ben, conversation, mail_server):
    mail_server.refused.add(ana.email)
    other = ConversationFactory(participants=[ben, ana, cho := VerifiedStudentFactory()])
    send(ben, other)
    with pytest.raises(CommandError, match="failed emails: 1; the next run tries again"):
        run()
    assert [email["To"] for email in mail_server.received] == [cho.email]
    mail_server.refused.clear()
    run()
    assert [email["To"] for email in mail_server.received] == [cho.email, ana.email]


def test_nothing_is_lost_without_mail_server(ana, ben, conversation, mail_server, settings):
    send(ben, conversation)
    settings.EMAIL_PORT = free_port()
    with pytest.raises(CommandError, match="can't be reached"):
        run()
    settings.EMAIL_PORT = mail_server.port
    run()
    run()
    assert [email["To"] for email in mail_server.received] == [ana.email]


def test_nobody_is_emailed_without_site_url(ana, ben, conversation, mailoutbox, settings):
    settings.SITE_URL = ""
    send(ben, conversation)
    with pytest.raises(CommandError, match="SITE_URL"):
        run()
    assert mailoutbox == []


def test_killed_run_is_repeated_once_its_lock_expires(ana, ben, conversation, mailoutbox):
    send(ben, conversation)
    UnreadJobLock.objects.acquire(ana.pk)
    run()
    assert mailoutbox == []
    UnreadJobLock.objects.update(claimed_at=timezone.now() - timedelta(minutes=16))
    run()
    assert len(mailoutbox) == 1


def test_email_repeated_after_crash_has_same_message_id(ana, ben, conversation, mailoutbox):
    send(ben, conversation)
    run()
    Participant.objects.update(emailed_seq=0)
    run()
    first, second = (email.extra_headers["Message-ID"] for email in mailoutbox)
    assert first == second


def test_message_sent_while_email_is_composed_is_in_next_email(
    ana, ben, conversation, mailoutbox, monkeypatch
):
    message = send(ben, conversation)
    emailed = []

    def compose_slowly(parts):
        if not emailed:
            send(ben, conversation, "later")
        emailed.extend(parts)
        return compose(parts)

    compose = unread_email.compose
    monkeypatch.setattr(unread_email, "compose", compose_slowly)
    run()
    run()
    assert (emailed[0].up_to, emailed[0].count) == (message.seq, 1)
    assert "later" in mailoutbox[1].body


# Real processes and a real email server ----------------------------------------------------------


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
def test_concurrent_runs_email_everyone_once(outbox: mailbox.Maildir):
    ben = VerifiedStudentFactory(name="Ben")
    people = VerifiedStudentFactory.create_batch(12)
    for person in people:
        for _ in range(2):
            send(ben, ConversationFactory(participants=[person, ben]), "for you")
    runs = [start("send_unread") for _ in range(3)]
    for one in runs:
        out, _ = one.communicate(timeout=60)
        assert one.returncode == 0, out
    assert sorted(email["To"] for email in outbox) == sorted(person.email for person in people)
    assert output_of("send_unread") == "emailed 0, invited 0, failed 0\n"


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
def test_delivered_email(ana, ben, conversation, outbox: mailbox.Maildir):
    send(ben, conversation, "Grüße — ¿mañana? 👍")
    assert output_of("send_unread") == "emailed 1, invited 0, failed 0\n"
    email = only_email(outbox)
    plain, html = email.iter_parts()
    assert "Grüße — ¿mañana? 👍" in plain.get_content()
    assert "Grüße — ¿mañana? 👍" in html.get_content()
    assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = email["List-Unsubscribe"].strip()  # its value is folded onto the next line
    assert link == f"<{subscriptions.link_for(ana, 'mails_unread')}>"
