"""Who is in a conversation: the only place that starts one, and that lets people in and out."""

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

from chat import broadcast, wire
from chat.errors import Forbidden, NotFound, RateLimited
from chat.models import Conversation, Invitation, Participant

log = logging.getLogger(__name__)

STARTED_AN_HOUR = 20
INVITED_AN_HOUR = 40


def contact(seeker, listing) -> Conversation:
    """The conversation of a seeker with the lister about a listing: one, whoever asks how often.

    Raises Forbidden when it can't be asked for, RateLimited when they asked for too many.
    """
    if listing.lister_id == seeker.pk:
        raise Forbidden("This place is yours.")
    known = Conversation.objects.filter(listing=listing, started_by=seeker).first()
    if known is None:
        if not listing.is_open:
            raise Forbidden("This place is no longer offered.")
        _check_rate(seeker)
    with transaction.atomic():
        conversation, new = Conversation.objects.get_or_create(listing=listing, started_by=seeker)
        _let_in(conversation, seeker)
        if new:
            # A lister who has left the conversation since isn't fetched back.
            _let_in(conversation, listing.lister)
    return conversation


def start(starter, name: str, emails: list[str], link: str) -> Conversation:
    """A conversation among roommates: the starter is in it, the others are invited. `link` is the
    address of the inbox, for the mails."""
    _check_rate(starter)
    with transaction.atomic():
        conversation = Conversation.objects.create(name=name, started_by=starter)
        _let_in(conversation, starter)
        invite(starter, conversation, emails, link)
    return conversation


def invite(inviter, conversation: Conversation, emails: list[str], link: str):
    """Invite by address; whether an address has an account shows nowhere.

    Who has confirmed the address finds the invitation in the inbox; another gets a mail.
    """
    hour_ago = timezone.now() - timedelta(hours=1)
    invited = Invitation.objects.filter(invited_by=inviter, invited_at__gt=hour_ago).count()
    if settings.RATE_LIMITS and invited + len(emails) > INVITED_AN_HOUR:
        raise RateLimited("That were many invitations. Send the rest in an hour.")
    for email in sorted({email.lower() for email in emails}):
        if Participant.objects.filter(
            conversation=conversation, user__in=_people_at(email).values("user")
        ).exists():
            continue
        _, new = Invitation.objects.get_or_create(
            conversation=conversation, email=email, defaults={"invited_by": inviter}
        )
        if new and not _people_at(email).exists():
            transaction.on_commit(lambda email=email: _mail(inviter, conversation, email, link))


def join(user, conversation_id: int) -> Conversation:
    """Take an invitation up. Raises NotFound where there is none for this person."""
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().filter(pk=conversation_id).first()
        if conversation is None:
            raise NotFound("There is no such invitation.")
        if not Invitation.objects.of(user).filter(conversation=conversation).delete()[0]:
            raise NotFound("There is no such invitation.")
        _let_in(conversation, user)
    return conversation


def leave(user, conversation_id: int):
    """Leave; what was said stays with the others. Raises NotFound for who isn't in it."""
    with transaction.atomic():
        place = Participant.objects.hold(user, conversation_id)
        if place is None:
            raise NotFound("There is no such conversation.")
        place.delete()
        _roster_changed(place.conversation)


def _let_in(conversation, person):
    # What was said before is there to read, but isn't news.
    _, new = Participant.objects.get_or_create(
        conversation=conversation, user=person, defaults={"read_seq": conversation.seq}
    )
    if new:
        _roster_changed(conversation)
        broadcast.to_person(person.pk, joined=conversation.pk)


def _roster_changed(conversation):
    """Number the change: whoever delivers sees by it that their list of people is old."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    conversation.roster += 1
    conversation.save(update_fields=["roster"])
    people = conversation.participants.order_by("participations__pk").values("id", "name")
    frame = wire.ConversationFrame({"id": conversation.pk, "people": list(people)})
    broadcast.to_conversation(conversation.pk, conversation.roster, frame.text())


def _people_at(email: str):
    return EmailAddress.objects.filter(email__iexact=email, verified=True)


def _check_rate(starter):
    hour_ago = timezone.now() - timedelta(hours=1)
    started = Conversation.objects.filter(started_by=starter, created_at__gt=hour_ago).count()
    if settings.RATE_LIMITS and started >= STARTED_AN_HOUR:
        raise RateLimited("That were many new conversations. Try again in an hour.")


def _mail(inviter, conversation, email, link):
    """Send in a thread: how long the answer takes must not tell who has an account."""
    words = {"inviter": inviter, "conversation": conversation, "link": link}
    mail = EmailMessage(
        subject=f"{inviter} invites you to “{conversation}”",
        body=render_to_string("chat/email/invitation.txt", words),
        to=[email],
    )
    threading.Thread(target=_send, args=[mail]).start()


def _send(mail):
    try:
        mail.send()
    except (OSError, SMTPException):
        log.exception("an invitation could not be mailed")
