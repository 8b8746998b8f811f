"""What the chat's pages are made of."""

import uuid

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render

from chat.models import Conversation, Invitation, Message, Participant

PAGE = 50
LISTED = 50
# The few that one press gives; the socket takes any emoji.
REACTIONS = [
    ("👍", "Thumbs up"),
    ("❤️", "Heart"),
    ("😄", "Laughing"),
    ("🎉", "Hooray"),
    ("😮", "Surprised"),
    ("🙏", "Thank you"),
]


def beside(user, *, most: int | None = LISTED) -> dict:
    """The list that stands beside every conversation: the `most` that were active last, or all."""
    found = Conversation.objects.of(user).for_inbox()
    listed = list(found if most is None else found[: most + 1])
    return {
        "conversations": listed[:most],
        "has_more": most is not None and len(listed) > most,
        "invitations": Invitation.objects.of(user).select_related("conversation", "invited_by"),
    }


def conversation_page(request, pk, *, before: int | None = None, status=200, **more):
    """One conversation with its newest messages, or with those before a place, which then stand
    still. Scripts go on from its `version`, which is read before the messages are."""
    user = request.user
    places = Participant.objects.select_related("user").order_by("joined_at", "pk")
    found = Conversation.objects.of(user).with_people().select_related("listing")
    found = found.prefetch_related("listing__photos", Prefetch("participations", places))
    conversation = get_object_or_404(found, pk=pk)
    here = list(conversation.participations.all())
    others = [place for place in here if place.user_id != user.pk]
    history = Message.objects.for_wire().filter(conversation=conversation)
    context = {
        "conversation": conversation,
        "here": here,
        "others": others,
        "people": [_person(place) for place in here],
        "page": history.newest(PAGE, before=before),
        "blank": Message(nonce=""),
        "is_past": before is not None,
        "read_seq": next(place.read_seq for place in here if place.user_id == user.pk),
        "read_by_all": min((place.read_seq for place in others), default=0),
        "nonce": uuid.uuid4(),
        "longest": Message.LONGEST,
        "reactions": REACTIONS,
        **more,
        **beside(user),
    }
    return render(request, "chat/conversation.html", context, status=status)


def _person(place) -> dict:
    """A participant for the scripts: who they are, and how far they have read."""
    return {"id": place.user_id, "name": str(place.user), "read": place.read_seq}
