"""Who is asked to come into a conversation. Whether an address has an account shows nowhere."""

import logging
import threading
from datetime import timedelta
from smtplib import SMTPException

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.addresses import normalize_address
from chat import broadcast
from chat.errors import Forbidden, NotFound, RateLimited
from chat.models import Conversation, Invitation, Participant
from chat.wire import outgoing

log = logging.getLogger(__name__)

AN_HOUR = 40
# The same address isn't mailed about the same conversation more often than this.
MAILED_AGAIN = timedelta(days=1)
# Nor about more conversations than these in that time, whoever invites: it may be a stranger's.
MAILED_A_DAY = 3


def invite(inviter, conversation: Conversation, emails: list[str], link: str):
    """Invite by address. `link` is the address of the inbox, for the mails.

    Who has confirmed the address finds the invitation in the inbox; another gets a mail. Raises
    RateLimited.
    """
    _check_rate(inviter, len(emails))
    for email in sorted({normalize_address(email) for email in emails}):
        is_news = _open(inviter, conversation, email)
        known = EmailAddress.objects.filter(email=email, verified=True).first()
        if known:
            # An open inbox shows it at once.
            frame = outgoing.ConversationFrame({"id": conversation.pk, "invited": True})
            broadcast.to_person(known.user_id, text=frame.text())
        elif is_news and not _has_enough(email):
            transaction.on_commit(lambda email=email: _mail(inviter, conversation, email, link))


def decline(user, conversation_id: int):
    """Turn an invitation down; nobody is told. Raises NotFound where there is none."""
    waiting = Invitation.objects.of(user).filter(conversation_id=conversation_id)
    if not waiting.update(state=Invitation.State.DECLINED):
        raise NotFound("There is no such invitation.")


def withdraw(user, conversation_id: int, invitation_id: int):
    """Take one back. Raises NotFound for who isn't in it, Forbidden for who may not."""
    places = Participant.objects.select_related("conversation")
    place = places.filter(user=user, conversation_id=conversation_id).first()
    if place is None:
        raise NotFound("There is no such conversation.")
    invitation = place.conversation.invitations.filter(pk=invitation_id).first()
    if invitation is None:
        return
    if not invitation.shows_to(place, place.conversation.host):
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


def _has_enough(email: str) -> bool:
    """Whether the address was invited to so much of late, this included, that one mail more would
    be too many. It waits in the inbox all the same."""
    lately = Invitation.objects.filter(email=email, invited_at__gt=timezone.now() - MAILED_AGAIN)
    return lately.count() > MAILED_A_DAY


def _check_rate(inviter, more: int):
    hour_ago = timezone.now() - timedelta(hours=1)
    invited = Invitation.objects.filter(invited_by=inviter, invited_at__gt=hour_ago).count()
    if settings.RATE_LIMITS and invited + more > AN_HOUR:
        raise RateLimited("That were many invitations. Send the rest in an hour.")


def _mail(inviter, conversation, email, link):
    """Send in a thread: how long the answer takes must not tell who has an account."""
    words = {"inviter": inviter, "conversation": conversation, "link": link}
    mail = EmailMessage(
        # The addressee may know neither: no word of theirs looks like one of ours.
        subject="Somebody invites you to a conversation on NU Housing",
        body=render_to_string("chat/email/invitation.txt", words),
        to=[email],
    )
    threading.Thread(target=_send, args=[mail]).start()


def _send(mail):
    try:
        mail.send()
    except (OSError, SMTPException):
        log.exception("an invitation could not be mailed")
