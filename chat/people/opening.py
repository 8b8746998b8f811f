"""How conversations begin: about a place, or among roommates."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chat.errors import Forbidden, RateLimited
from chat.models import Conversation
from chat.people import invitations, roster

STARTED_AN_HOUR = 20


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
        roster.let_in(conversation, seeker)
        if new:
            # A lister who has left the conversation since isn't fetched back.
            roster.let_in(conversation, listing.lister)
    return conversation


def start(starter, name: str, emails: list[str], link: str) -> Conversation:
    """A conversation among roommates: the starter is in it, the others are invited. `link` is the
    address of the inbox, for the mails."""
    _check_rate(starter)
    with transaction.atomic():
        conversation = Conversation.objects.create(name=name, started_by=starter)
        roster.let_in(conversation, starter)
        invitations.invite(starter, conversation, emails, link)
    return conversation


def _check_rate(starter):
    hour_ago = timezone.now() - timedelta(hours=1)
    started = Conversation.objects.filter(started_by=starter, created_at__gt=hour_ago).count()
    if settings.RATE_LIMITS and started >= STARTED_AN_HOUR:
        raise RateLimited("That were many new conversations. Try again in an hour.")
