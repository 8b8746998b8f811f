"""Starts conversations: inquiries about a listing, and conversations among roommates."""

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.rate_limits.buckets import LimitReached, buckets_of_account, take_all
from accounts.rate_limits.limits import CONVERSATIONS
from chat.errors import Forbidden
from chat.membership import invitations, participants
from chat.models import Conversation
from chat.rate_limits import too_many
from listings.models import Listing

# Unanswered inquiries of one seeker with one lister, about any listings.
MAX_UNANSWERED_INQUIRIES = 5
LIMIT_REACHED = (
    f"You’ve contacted this person about {MAX_UNANSWERED_INQUIRIES} places. You can contact them "
    "about another one once they reply."
)


def contact(seeker: User, listing: Listing) -> Conversation:
    """The conversation of a seeker with the lister about a listing; starts it if there is none.

    Raises Forbidden if the seeker may not start it, RateLimited if they started too many, and
    ListingDeleted.
    """
    if listing.lister_id == seeker.pk:
        raise Forbidden("This is your own place.")
    is_new = not Conversation.objects.filter(listing=listing, started_by=seeker).exists()
    if is_new:
        if not listing.is_open:
            raise Forbidden("This place is no longer offered.")
        _take_conversation(seeker)
    try:
        return _open(seeker, listing, is_new)
    except (IntegrityError, ObjectDoesNotExist):
        # The lister and the conversation are only deleted together with the listing.
        listing.check_exists()
        raise


def start(starter: User, name: str, emails: list[str], network: str | None = None) -> Conversation:
    """Start a conversation among roommates with one participant, and invite the others. With a
    `network`, the invitations also count for it. Raises RateLimited."""
    _take_conversation(starter)
    invitations.take_invitations(starter, len(emails), network)
    with transaction.atomic():
        conversation = Conversation.objects.create(name=name, started_by=starter)
        participants.add(conversation, starter)
        invitations.invite(starter, conversation, emails)
    return conversation


@transaction.atomic
def _open(seeker: User, listing: Listing, is_new: bool) -> Conversation:
    if is_new:
        _check_unanswered(seeker, listing.lister)
    # Of two requests at once, one finds the conversation of the other.
    conversation, is_created = Conversation.objects.get_or_create(
        listing=listing, started_by=seeker
    )
    participants.add(conversation, seeker)
    if is_created:
        # Only then: a lister who has left the conversation is not added again.
        participants.add(conversation, listing.lister)
    return conversation


def _check_unanswered(seeker: User, lister: User) -> None:
    """Raises Forbidden if too many of the seeker's inquiries with this lister are unanswered. Call
    it in a transaction: it locks the seeker, so that concurrent requests are counted one after
    another."""
    if not settings.RATE_LIMITS:
        return
    User.objects.select_for_update(no_key=True).get(pk=seeker.pk)
    inquiries = Conversation.objects.for_user(lister).filter(started_by=seeker, name="")
    if inquiries.filter(answered=False).count() >= MAX_UNANSWERED_INQUIRIES:
        raise Forbidden(LIMIT_REACHED)


def _take_conversation(starter: User) -> None:
    try:
        take_all(*buckets_of_account(CONVERSATIONS, starter))
    except LimitReached as reached:
        raise too_many("new conversations", reached) from reached
