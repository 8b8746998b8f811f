"""Invitations are emailed once, to addresses without an account, whatever becomes of a process."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.notifications import suppression
from accounts.notifications.absolute_links import AddressUnknown
from chat.membership import invitations, participants
from chat.models import Invitation
from chat.notifications import invitation_job
from chat.querysets.membership import InvitationQuerySet
from tests.servers.process import free_port
from tests.support import commands
from tests.support.factories import ConversationFactory, VerifiedStudentFactory

pytestmark = pytest.mark.django_db
CHO = "cho@example.com"


@pytest.fixture
def invite(ben, conversation):
    """`invite()`: Ben invites Cho, by address."""
    return lambda: invitations.invite(ben, conversation, [CHO])


def run():
    commands.run_quietly("send_unread")


def test_only_addresses_without_account_get_email(ana, ben, mailoutbox):
    conversation = ConversationFactory(name="Fall", participants=[ben])
    invitations.invite(ben, conversation, [ana.email, CHO])
    assert invitation_job.send() == (1, 0)
    [email] = mailoutbox
    assert email.to == [CHO]
    assert email.subject == "You’re invited to a conversation on NU Housing"
    assert "Invited by: “Ben Okafor”" in email.body
    assert "Conversation: “Fall”" in email.body
    assert "http://localhost:8000/chat/" in email.body


def test_address_with_an_account_takes_as_many_statements(ben, conversation):
    counts = set()
    for email in (CHO, VerifiedStudentFactory().email):
        with CaptureQueriesContext(connection) as statements:
            invitations.invite(ben, conversation, [email])
        counts.add(len(statements))
    assert len(counts) == 1


def test_invitation_is_emailed_once(invite, mailoutbox):
    invite()
    run()
    run()
    assert len(mailoutbox) == 1


def test_withdrawn_invitation_is_not_emailed_until_it_is_open_again(
    ben, conversation, invite, mailoutbox
):
    invite()
    invitations.withdraw(ben, conversation.pk, conversation.invitations.get().pk)
    run()
    assert mailoutbox == []
    invite()
    run()
    assert len(mailoutbox) == 1


def test_invitation_withdrawn_during_the_run_is_not_emailed(
    ben, conversation, invite, mailoutbox, monkeypatch
):
    invite()
    acquire = InvitationQuerySet.acquire

    def acquire_late(locks, pk):
        invitations.withdraw(ben, conversation.pk, pk)
        return acquire(locks, pk)

    monkeypatch.setattr(InvitationQuerySet, "acquire", acquire_late)
    run()
    assert mailoutbox == []


def test_last_participant_leaving_withdraws_the_email(ana, mailoutbox):
    conversation = ConversationFactory(name="Fall", participants=[ana])
    invitations.invite(ana, conversation, [CHO])
    participants.leave(ana, conversation.pk)
    run()
    assert mailoutbox == []


def suppress(ben):
    suppression.set_suppressed(suppression.key_in(suppression.link_for(CHO).split("/")[-2]), True)


def confirm_address(ben):
    VerifiedStudentFactory(email=CHO)


def close_inviter(ben):
    ben.is_active = False
    ben.save()


@pytest.mark.parametrize("change", [suppress, confirm_address, close_inviter])
def test_email_that_became_unwanted_is_never_sent(ben, invite, mailoutbox, change):
    invite()
    change(ben)
    run()
    assert mailoutbox == []
    assert Invitation.objects.get().email_due_at is None


# Failures -----------------------------------------------------------------------------------------


@pytest.fixture
def unreachable(settings):
    """The mail server is down until `unreachable()` is called."""
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_USE_TLS = False
    return lambda: setattr(settings, "EMAIL_BACKEND", backend)


def test_email_is_sent_after_an_outage(invite, mailoutbox, unreachable):
    invite()
    for _ in range(4):  # more often than one mailbox gets invitations in a day
        with pytest.raises(CommandError, match="can't be reached"):
            run()
    unreachable()
    run()
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(("days", "count"), [(2, 1), (4, 0)])
def test_email_is_given_up_after_days(invite, mailoutbox, days, count):
    invite()
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        run()
    assert len(mailoutbox) == count


def test_email_of_a_killed_run_is_sent_later(invite, mailoutbox):
    invite()
    Invitation.objects.acquire(Invitation.objects.get().pk)
    run()
    assert mailoutbox == []
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        run()
    assert len(mailoutbox) == 1


def test_email_repeated_after_a_crash_has_same_message_id(invite, mailoutbox):
    invite()
    run()
    Invitation.objects.update(email_due_at=timezone.now())
    run()
    first, second = (email.extra_headers["Message-ID"] for email in mailoutbox)
    assert first == second


def test_email_without_site_url_waits(invite, mailoutbox, settings):
    settings.SITE_URL, site = "", settings.SITE_URL
    invite()
    with pytest.raises(AddressUnknown):
        invitation_job.send()
    settings.SITE_URL = site
    run()
    assert len(mailoutbox) == 1


# Real processes and a real mail server ------------------------------------------------------------


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
def test_concurrent_runs_email_every_invitation_once(outbox):
    ben = VerifiedStudentFactory()
    addresses = [f"new{number}@example.com" for number in range(12)]
    for address in addresses:
        invitations.invite(ben, ConversationFactory(participants=[ben]), [address])
    runs = [commands.start("send_unread") for _ in range(3)]
    for one in runs:
        out, _ = one.communicate(timeout=commands.PATIENCE)
        assert one.returncode == 0, out
    assert sorted(email["To"] for email in outbox) == sorted(addresses)
    assert commands.output_of("send_unread") == "emailed 0, invited 0, failed 0\n"
