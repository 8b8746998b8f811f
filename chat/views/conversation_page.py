"""What the chat's pages are made of."""

import uuid
from functools import wraps

from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import BigIntegerField, Prefetch
from django.shortcuts import render

from accounts.images.reencoding import LONGEST, MOST_BYTES
from chat.actions import attachments, inquiry_limits
from chat.errors import Forbidden, Invalid, NotFound, conversation_not_found
from chat.models import Attachment, Conversation, Invitation, Message, Participant

PAGE = 50
READ_ABOVE = 10  # of a page that opens at what is new, so that one knows what it answers
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


def for_participants(view):
    """Whoever isn't in the conversation, or no longer, reads that in words, whether there is such a
    one or not."""

    @wraps(view)
    def answer(request, pk):
        try:
            _check_number(pk)
            return view(request, pk)
        except NotFound:
            return _not_in_it(request, pk)
        except Forbidden as error:
            raise PermissionDenied(error.detail) from error
        except Invalid as error:
            raise BadRequest(error.detail) from error

    return answer


def _check_number(pk: int):
    if pk > BigIntegerField.MAX_BIGINT:
        raise NotFound("No database holds such a number.")


def _not_in_it(request, pk):
    found = beside(request.user)
    invitation = next((one for one in found["invitations"] if one.conversation_id == pk), None)
    context = {"invitation": invitation, **found}
    return render(request, "chat/not_a_participant.html", context, status=404)


def beside(user, *, most: int | None = LISTED) -> dict:
    """The list that stands beside every conversation: the `most` that were active last, or all."""
    found = Conversation.objects.for_user(user).for_inbox()
    listed = list(found if most is None else found[: most + 1])
    return {
        "conversations": listed[:most],
        "has_more": most is not None and len(listed) > most,
        "invitations": Invitation.objects.pending_for(user).select_related(
            "conversation", "invited_by"
        ),
    }


def conversation_page(request, pk, *, before=None, at=None, reply_to=None, status=200, **more):
    """One conversation with a page of its messages: those before a place, those around the place
    `at`, or else those from the first unread on; and with a reply to the message with the id
    `reply_to` begun. Scripts go on from its `version`, which is read before the messages are."""
    user = request.user
    places = Participant.objects.select_related("user").longest_first()
    found = Conversation.objects.for_user(user).with_participants().select_related("listing")
    found = found.defer("listing__search_document")
    found = found.prefetch_related("listing__photos", Prefetch("participations", places))
    conversation = found.filter(pk=pk).first()
    if conversation is None:
        raise conversation_not_found()
    here = list(conversation.participations.all())
    mine = next((place for place in here if place.user_id == user.pk), None)
    if mine is None:  # removed between two queries
        raise conversation_not_found()
    others = [place for place in here if place.user_id != user.pk]
    reads = _reads(conversation, here, mine)
    invited = [] if conversation.is_inquiry else list(conversation.invitations.not_withdrawn())
    history = Message.objects.readable_by(user).for_frames().filter(conversation=conversation)
    page = history.newest(PAGE, before=_end(conversation, mine.read_seq, before, at))
    context = {
        "conversation": conversation,
        "here": here,
        "host": here[0],
        "may_remove": here[0] == mine and not conversation.is_inquiry,
        "invited": invited,
        "invited_addresses": [one for one in invited if one.may_be_withdrawn_by(mine, here[0])],
        "others": others,
        "people": [_person(place, reads[place.user_id]) for place in here],
        "page": page,
        "later": page[-1].seq + PAGE + 1 if page and page[-1].seq < conversation.seq else None,
        "found": at,
        "blank": Message(nonce=""),
        "read_seq": mine.read_seq,
        "is_muted": mine.muted,
        "read_by_all": min((reads[place.user_id] for place in others), default=0),
        "messages_left": inquiry_limits.messages_left(conversation, user),
        "most_unanswered": inquiry_limits.MOST_UNANSWERED,
        "nonce": uuid.uuid4(),
        "longest": Message.MAX_LENGTH,
        "reactions": REACTIONS,
        "accept": attachments.ACCEPT,
        "most_files": Attachment.MAX_PER_MESSAGE,
        "heaviest": MOST_BYTES,
        "heaviest_pdf": attachments.MOST_PDF_BYTES,
        "longest_side": LONGEST,
        "quoted": history.filter(pk=reply_to).first() if reply_to is not None else None,
        **more,
        **beside(user),
    }
    return render(request, "chat/conversation.html", context, status=status)


def _end(conversation, read_seq: int, before: int | None, at: int | None) -> int:
    """The place before which the page ends. The newest are on it where what is new fits."""
    if at is not None:
        return at + PAGE // 2
    if before is not None and before > 1:
        return before
    return min(conversation.seq, read_seq + PAGE - READ_ABOVE) + 1


def _reads(conversation, here: list, mine) -> dict[int, int]:
    """The `seq` up to which each participant has read, as far as the viewer may know: 0 for the
    other side of an inquiry that isn't answered."""
    hidden = not conversation.shares_activity
    return {place.user_id: 0 if hidden and place != mine else place.read_seq for place in here}


def _person(place, read: int) -> dict:
    """A participant for the scripts: who they are, and how far they have read."""
    person = place.user
    public_id = str(person.public_id)
    return {"id": person.pk, "public_id": public_id, "name": str(person), "read": read}
