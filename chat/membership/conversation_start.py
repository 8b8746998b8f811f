"""How conversations begin: about a place, or among roommates."""

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.rate_limits.buckets import LimitReached, buckets_of_account, take_all
from accounts.rate_limits.limits import CONVERSATIONS
from chat.errors import Forbidden
from chat.membership import invitations, participants
from chat.models import Conversation
from chat.rate_limits import too_many

# Unanswered inquiries of one seeker with one lister, of whatever listings.
MOST_UNANSWERED = 5
NO_MORE = (
    f"You've contacted this person about {MOST_UNANSWERED} places. You can contact them about "
    "another one once they reply."
)


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
        _take_conversation(seeker)
    with transaction.atomic():
        if known is None:
            _check_unanswered(seeker, listing.lister)
        conversation, new = Conversation.objects.get_or_create(listing=listing, started_by=seeker)
        participants.let_in(conversation, seeker)
        if new:
            # A lister who has left the conversation since isn't fetched back.
            participants.let_in(conversation, listing.lister)
    return conversation


def start(
    starter: User, name: str, emails: list[str], link: str, network: str | None = None
) -> Conversation:
    """A conversation among roommates: the starter is in it, the others are invited. `link` is the
    address of the inbox, for the emails; if there is a `network`, the invitations count for it,
    too. Raises RateLimited."""
    _take_conversation(starter)
    invitations.take_invitations(starter, len(emails), network)
    with transaction.atomic():
        conversation = Conversation.objects.create(name=name, started_by=starter)
        participants.let_in(conversation, starter)
        invitations.invite(starter, conversation, emails, link)
    return conversation


def _check_unanswered(seeker: User, lister: User) -> None:
    """Raises Forbidden where the lister has answered none of many inquiries. Within a transaction:
    it locks the seeker, so that requests at once are counted one after another."""
    if not settings.RATE_LIMITS:
        return
    User.objects.select_for_update(no_key=True).get(pk=seeker.pk)
    unanswered = Conversation.objects.for_user(lister).filter(
        started_by=seeker, name="", answered=False
    )
    if unanswered.count() >= MOST_UNANSWERED:
        raise Forbidden(NO_MORE)


def _take_conversation(starter: User) -> None:
    try:
        take_all(*buckets_of_account(CONVERSATIONS, starter))
    except LimitReached as reached:
        raise too_many("new conversations", reached) from reached
