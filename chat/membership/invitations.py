"""Invitations to conversations. Nothing here reveals whether an address has an account."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from smtplib import SMTPException

from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.email_addresses import normalize_address
from accounts.models import User
from accounts.notifications import suppression
from accounts.rate_limits.attempts import may_email_invitation
from accounts.rate_limits.buckets import LimitReached, buckets_of_account, take_all
from accounts.rate_limits.limits import INVITATIONS, INVITATIONS_BY_NETWORK
from chat.delivery import publish
from chat.errors import Forbidden, invitation_not_found
from chat.models import Conversation, Invitation, Participant
from chat.protocol import outgoing
from chat.rate_limits import too_many

log = logging.getLogger(__name__)

# An address gets no second email about the same conversation before this.
EMAIL_AGAIN_AFTER = timedelta(days=1)


def take_invitations(inviter: User, number: int, network: str | None) -> None:
    """Count invitations of an account and of its network. Call it outside a transaction. Raises
    RateLimited."""
    buckets = buckets_of_account(INVITATIONS, inviter)
    if network:
        buckets.append((INVITATIONS_BY_NETWORK, network))
    try:
        take_all(*buckets, cost=number)
    except LimitReached as reached:
        raise too_many("invitations", reached) from reached


@transaction.atomic
def invite(inviter: User, conversation: Conversation, emails: list[str], link: str) -> None:
    """Invite by address. `link` is the address of the inbox, for the emails.

    Users who have confirmed the address find the invitation in their inbox; other addresses get an
    email. Call `take_invitations` first. Raises NotFound if the inviter isn't a participant.
    """
    # While this is locked, nobody accepts an invitation, which deletes it.
    Participant.objects.lock(inviter, conversation.pk)
    for email in sorted({normalize_address(email) for email in emails}):
        should_email = _open_invitation(inviter, conversation, email)
        known = EmailAddress.objects.filter(email=email, verified=True).first()
        if known:
            # An open inbox shows it at once.
            frame = outgoing.ConversationFrame({"id": conversation.pk, "invited": True})
            publish.to_user(known.user_id, text=frame.text())
        if should_email:
            send = None if known else partial(_send_email, inviter, conversation, email, link)
            transaction.on_commit(partial(_send_if_wanted, email, send))


def decline(user: User, conversation_id: int) -> None:
    """Decline an invitation, without notifying anyone. Raises NotFound if there is none."""
    pending = Invitation.objects.pending_for(user).filter(conversation_id=conversation_id)
    if not pending.update(state=Invitation.State.DECLINED):
        raise invitation_not_found()


@transaction.atomic
def withdraw(user: User, conversation_id: int, invitation_id: int) -> None:
    """Withdraw an invitation. Raises NotFound if the user isn't a participant, Forbidden if they
    may not withdraw it."""
    participant = Participant.objects.lock(user, conversation_id)
    conversation = participant.conversation
    invitation = conversation.invitations.filter(pk=invitation_id).first()
    if invitation is None:
        return
    if not invitation.may_be_withdrawn_by(participant, conversation.host):
        raise Forbidden(
            "Only the person who sent this invitation, or who has been here longest, can take it "
            "back."
        )
    invitation.state = Invitation.State.WITHDRAWN
    invitation.save(update_fields=["state"])


def _open_invitation(inviter: User, conversation: Conversation, email: str) -> bool:
    """Create or reopen an invitation, unless it was declined. Returns whether to send an email."""
    now = timezone.now()
    invitation, is_new = Invitation.objects.select_for_update().get_or_create(
        conversation=conversation, email=email, defaults={"invited_by": inviter}
    )
    if is_new:
        return True
    # Even if it was declined, which the inviter mustn't notice.
    invitation.invited_by = inviter
    if invitation.state == Invitation.State.DECLINED:
        invitation.save(update_fields=["invited_by"])
        return False
    before = invitation.invited_at
    invitation.invited_at, invitation.state = now, Invitation.State.OPEN
    invitation.save(update_fields=["invited_by", "invited_at", "state"])
    return now - before > EMAIL_AGAIN_AFTER


def _send_if_wanted(email: str, send: Callable[[], None] | None) -> None:
    """Make the same queries for an address with an account, which gets no email: the response time
    must not reveal which addresses have one."""
    is_wanted = may_email_invitation(email) and not suppression.is_suppressed(email)
    if is_wanted and send:
        send()


def _send_email(inviter: User, conversation: Conversation, email: str, link: str) -> None:
    """Send in a thread: the response time must not reveal who has an account."""
    context = {
        "inviter": inviter,
        "conversation": conversation,
        "link": link,
        "suppress_url": suppression.link_for(email),
    }
    message = EmailMessage(
        # The recipient may not know the sender, so the subject has no text that users wrote.
        subject="You’re invited to a conversation on NU Housing",
        body=render_to_string("chat/email/invitation.txt", context),
        to=[email],
        headers={"Auto-Submitted": "auto-generated", **suppression.headers_for(email)},
    )
    threading.Thread(target=_deliver, args=[message]).start()


def _deliver(message: EmailMessage) -> None:
    try:
        message.send()
    except (OSError, SMTPException):
        log.exception("an invitation could not be emailed")
