"""Who is asked to come into a conversation. Whether an address has an account shows nowhere."""

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
from accounts.rate_limits.buckets import LimitReached, buckets_of_account, take_all
from accounts.rate_limits.entrance import may_mail_invitation
from accounts.rate_limits.limits import INVITATIONS, INVITATIONS_BY_NETWORK
from chat.delivery import publish
from chat.errors import Forbidden, conversation_not_found, invitation_not_found
from chat.models import Conversation, Invitation, Participant
from chat.protocol import outgoing
from chat.rate_limits import too_many

log = logging.getLogger(__name__)

# The same address isn't mailed about the same conversation more often than this.
MAILED_AGAIN = timedelta(days=1)


def take_invitations(inviter: User, number: int, network: str | None) -> None:
    """Count invitations of an account, and of the network that it is used from. Call it outside a
    transaction. Raises RateLimited."""
    buckets = buckets_of_account(INVITATIONS, inviter)
    if network:
        buckets.append((INVITATIONS_BY_NETWORK, network))
    try:
        take_all(*buckets, cost=number)
    except LimitReached as reached:
        raise too_many("invitations", reached) from reached


def invite(inviter, conversation: Conversation, emails: list[str], link: str):
    """Invite by address. `link` is the address of the inbox, for the mails.

    Users who have confirmed the address find the invitation in their inbox; other addresses get an
    email. Call `take_invitations` first.
    """
    for email in sorted({normalize_address(email) for email in emails}):
        is_news = _open(inviter, conversation, email)
        known = EmailAddress.objects.filter(email=email, verified=True).first()
        if known:
            # An open inbox shows it at once.
            frame = outgoing.ConversationFrame({"id": conversation.pk, "invited": True})
            publish.to_person(known.user_id, text=frame.text())
        if is_news:
            mail = None if known else partial(_mail, inviter, conversation, email, link)
            transaction.on_commit(partial(_mail_if_wanted, email, mail))


def decline(user, conversation_id: int):
    """Turn an invitation down; nobody is told. Raises NotFound where there is none."""
    waiting = Invitation.objects.pending_for(user).filter(conversation_id=conversation_id)
    if not waiting.update(state=Invitation.State.DECLINED):
        raise invitation_not_found()


def withdraw(user, conversation_id: int, invitation_id: int):
    """Take one back. Raises NotFound for who isn't in it, Forbidden for who may not."""
    places = Participant.objects.select_related("conversation")
    place = places.filter(user=user, conversation_id=conversation_id).first()
    if place is None:
        raise conversation_not_found()
    invitation = place.conversation.invitations.filter(pk=invitation_id).first()
    if invitation is None:
        return
    if not invitation.may_be_withdrawn_by(place, place.conversation.host):
        raise Forbidden("Only who invited them, or has been in it longest, may take that back.")
    invitation.state = Invitation.State.WITHDRAWN
    invitation.save(update_fields=["state"])


def _open(inviter, conversation, email: str) -> bool:
    """Have an open invitation for the address, unless it was declined; whether that is worth a
    mail."""
    now = timezone.now()
    known, new = Invitation.objects.get_or_create(
        conversation=conversation, email=email, defaults={"invited_by": inviter}
    )
    if new:
        return True
    # Also where it was declined: an invitation that didn't show would say so.
    known.invited_by = inviter
    if known.state == Invitation.State.DECLINED:
        known.save(update_fields=["invited_by"])
        return False
    asked_at = known.invited_at
    known.invited_at, known.state = now, Invitation.State.OPEN
    known.save(update_fields=["invited_by", "invited_at", "state"])
    return now - asked_at > MAILED_AGAIN


def _mail_if_wanted(email: str, mail: Callable[[], None] | None) -> None:
    """Make the same queries for an address with an account, which gets no email: the response time
    must not reveal which addresses have one."""
    is_wanted = may_mail_invitation(email) and not suppression.is_suppressed(email)
    if is_wanted and mail:
        mail()


def _mail(inviter, conversation, email, link):
    """Send in a thread: the response time must not reveal who has an account."""
    words = {
        "inviter": inviter,
        "conversation": conversation,
        "link": link,
        "no_more_email": suppression.link_for(email),
    }
    mail = EmailMessage(
        # The recipient may not know the sender, so the subject has no text that users wrote.
        subject="You’re invited to a conversation on NU Housing",
        body=render_to_string("chat/email/invitation.txt", words),
        to=[email],
        headers={"Auto-Submitted": "auto-generated", **suppression.headers_for(email)},
    )
    threading.Thread(target=_send, args=[mail]).start()


def _send(mail):
    try:
        mail.send()
    except (OSError, SMTPException):
        log.exception("an invitation could not be mailed")
