"""The parts that the chat's pages have in common."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render

from accounts.images.reencoding import MAX_BYTES, MAX_SIDE
from accounts.models import User
from accounts.request_types import AuthenticatedRequest
from chat.actions import attachments, inquiry_limits
from chat.errors import Forbidden, Invalid, NotFound, conversation_not_found
from chat.models import Attachment, Conversation, Invitation, Message, Participant
from chat.views.parameters import MAX_ID

PAGE = 50  # messages
READ_BEFORE_UNREAD = 10  # messages shown for context above the first unread one
LISTED = 50  # conversations
# Those in the message menu. The socket accepts any emoji.
REACTIONS = [
    ("👍", "Thumbs up"),
    ("❤️", "Heart"),
    ("😄", "Laughing"),
    ("🎉", "Hooray"),
    ("😮", "Surprised"),
    ("🙏", "Thank you"),
]

View = Callable[[AuthenticatedRequest, int], HttpResponse]


def for_participants(view: View) -> View:
    """Answer a ChatError with a page. Whether a conversation exists makes no difference to anyone
    but its participants."""

    @wraps(view)
    def answer(request: AuthenticatedRequest, pk: int) -> HttpResponse:
        try:
            if pk > MAX_ID:
                raise conversation_not_found()
            return view(request, pk)
        except NotFound:
            return _not_a_participant(request, pk)
        except Forbidden as error:
            raise PermissionDenied(error.detail) from error
        except Invalid as error:
            raise BadRequest(error.detail) from error

    return answer


def _not_a_participant(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    context = conversation_list(request.user)
    invitation = next((one for one in context["invitations"] if one.conversation_id == pk), None)
    context = {"invitation": invitation, **context}
    return render(request, "chat/not_a_participant.html", context, status=404)


def conversation_list(user: User, *, limit: int | None = LISTED) -> dict[str, Any]:
    """The context of the list beside every conversation: the `limit` most recently active ones, or
    all."""
    conversations = Conversation.objects.for_user(user).for_inbox()
    listed = list(conversations if limit is None else conversations[: limit + 1])
    invitations = Invitation.objects.pending_for(user)
    return {
        "conversations": listed[:limit],
        "has_more": limit is not None and len(listed) > limit,
        "invitations": invitations.select_related("conversation", "invited_by"),
    }


def conversation_page(
    request: AuthenticatedRequest,
    pk: int,
    *,
    before: int | None = None,
    at: int | None = None,
    reply_to: int | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """One conversation with a page of messages: those before a seq, those around the seq `at`, or
    else those around the first unread one. `reply_to` is the id of a message that the composer
    replies to. Scripts continue from the version on the page, which is read before the messages."""
    user = request.user
    conversation = _get_conversation(user, pk)
    participants = list(conversation.participations.all())
    own = next((one for one in participants if one.user_id == user.pk), None)
    if own is None:  # removed between two queries
        raise conversation_not_found()
    host = participants[0]
    others = [one for one in participants if one != own]
    read_seqs = _visible_read_seqs(conversation, participants, own)
    invited = [] if conversation.is_inquiry else list(conversation.invitations.not_withdrawn())
    history = Message.objects.readable_by(user).for_frames().filter(conversation=conversation)
    page = history.newest(PAGE, before=_page_end(conversation, own.read_seq, before, at))
    has_later = bool(page) and page[-1].seq < conversation.seq
    context = {
        "conversation": conversation,
        "participants": participants,
        "host": host,
        "may_remove": host == own and not conversation.is_inquiry,
        "invited": invited,
        "withdrawable": [one for one in invited if one.may_be_withdrawn_by(own, host)],
        "others": others,
        "people": [_person(one, read_seqs[one.user_id]) for one in participants],
        "page": page,
        "later_before": page[-1].seq + PAGE + 1 if has_later else None,
        "target_seq": at,
        "blank_message": Message(nonce=""),
        "read_seq": own.read_seq,
        "is_muted": own.muted,
        "read_by_all": min((read_seqs[one.user_id] for one in others), default=0),
        "reactions": REACTIONS,
        "quoted": history.filter(pk=reply_to).first() if reply_to is not None else None,
        **_composer(conversation, user),
        **more,
        **conversation_list(user),
    }
    return render(request, "chat/conversation.html", context, status=status)


def _get_conversation(user: User, pk: int) -> Conversation:
    participants = Participant.objects.select_related("user").longest_first()
    conversation = (
        Conversation.objects.for_user(user)
        .with_participants()
        .select_related("listing")
        .defer("listing__search_document")
        .prefetch_related("listing__photos", Prefetch("participations", participants))
        .filter(pk=pk)
        .first()
    )
    if conversation is None:
        raise conversation_not_found()
    return conversation


def _composer(conversation: Conversation, user: User) -> dict[str, Any]:
    return {
        "messages_left": inquiry_limits.messages_left(conversation, user),
        "max_unanswered_messages": inquiry_limits.MAX_UNANSWERED_MESSAGES,
        "nonce": uuid.uuid4(),
        "max_length": Message.MAX_LENGTH,
        "accept": attachments.ACCEPT,
        "max_files": Attachment.MAX_PER_MESSAGE,
        "max_photo_bytes": MAX_BYTES,
        "max_pdf_bytes": attachments.MAX_PDF_BYTES,
        "max_photo_side": MAX_SIDE,
    }


def _page_end(conversation: Conversation, read_seq: int, before: int | None, at: int | None) -> int:
    """The seq before which the page ends: the newest messages, if the unread ones fit with them."""
    if at is not None:
        return at + PAGE // 2
    if before is not None and before > 1:
        return before
    return min(conversation.seq, read_seq + PAGE - READ_BEFORE_UNREAD) + 1


def _visible_read_seqs(
    conversation: Conversation, participants: list[Participant], own: Participant
) -> dict[int, int]:
    """How far each participant has read, as far as the viewer may know: 0 for the other side of an
    unanswered inquiry."""
    shares = conversation.shares_activity
    return {one.user_id: one.read_seq if shares or one == own else 0 for one in participants}


def _person(participant: Participant, read_seq: int) -> dict[str, Any]:
    """A participant for the scripts."""
    user = participant.user
    public_id = str(user.public_id)
    return {"id": user.pk, "public_id": public_id, "name": str(user), "read": read_seq}
