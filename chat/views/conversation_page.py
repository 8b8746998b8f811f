from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render

from accounts.models import User
from accounts.request_types import AuthenticatedRequest
from chat.errors import conversation_not_found
from chat.models import Conversation, Invitation, Message, Participant
from chat.views.composer import Composer
from chat.views.conversation_list import conversation_list

PAGE_SIZE = 50  # messages
READ_BEFORE_UNREAD = 10  # messages shown for context above the first unread one


class ConversationPage:
    """A conversation as its page shows it to `viewer`, with some of its messages: those before the
    seq `before`, those around the seq `at`, or else those around the first unread one.

    Scripts continue from the version of `conversation`, so it is loaded before the messages.
    """

    # Those in the message menu. The socket accepts any emoji.
    reactions = [
        ("👍", "Thumbs up"),
        ("❤️", "Heart"),
        ("😄", "Laughing"),
        ("🎉", "Hooray"),
        ("😮", "Surprised"),
        ("🙏", "Thank you"),
    ]

    def __init__(
        self, viewer: User, pk: int, *, before: int | None = None, at: int | None = None
    ) -> None:
        """Raises NotFound for anyone but a participant."""
        self.viewer = viewer
        self.conversation = _load(viewer, pk)
        self.participants = list(self.conversation.participations.all())
        own = next((one for one in self.participants if one.user_id == viewer.pk), None)
        if own is None:  # removed between two queries
            raise conversation_not_found()
        self.own = own
        self.target_seq = at
        self._before = before

    # People ----------------------------------------------------------------------------------

    @property
    def host(self) -> Participant:
        return self.participants[0]

    @property
    def others(self) -> list[Participant]:
        return [one for one in self.participants if one != self.own]

    @property
    def may_remove(self) -> bool:
        """Whether the viewer may remove others."""
        return self.host == self.own and not self.conversation.is_inquiry

    @cached_property
    def invited(self) -> list[Invitation]:
        if self.conversation.is_inquiry:
            return []
        return list(self.conversation.invitations.not_withdrawn())

    @property
    def withdrawable(self) -> list[Invitation]:
        return [one for one in self.invited if one.may_be_withdrawn_by(self.own, self.host)]

    @property
    def people(self) -> list[dict[str, Any]]:
        """The participants, for scripts."""
        return [
            {
                "id": one.user_id,
                "public_id": str(one.user.public_id),
                "name": str(one.user),
                "read": self._visible_read_seq(one),
            }
            for one in self.participants
        ]

    @cached_property
    def read_by_all(self) -> int:
        """The seq up to which all others have read."""
        return min(map(self._visible_read_seq, self.others), default=0)

    def _visible_read_seq(self, participant: Participant) -> int:
        """How far somebody has read, as far as the viewer may know: 0 for the other side of an
        unanswered inquiry."""
        is_visible = self.conversation.shares_activity or participant == self.own
        return participant.read_seq if is_visible else 0

    # Messages --------------------------------------------------------------------------------

    @cached_property
    def messages(self) -> list[Message]:
        readable = self.conversation.messages.readable_by(self.viewer).for_frames()
        return readable.newest(PAGE_SIZE, before=self._end)

    @property
    def _end(self) -> int:
        """The seq before which the page ends. The newest messages are on it if the unread ones fit
        with them."""
        if self.target_seq is not None:
            return self.target_seq + PAGE_SIZE // 2
        if self._before is not None and self._before > 1:
            return self._before
        return min(self.conversation.seq, self.own.read_seq + PAGE_SIZE - READ_BEFORE_UNREAD) + 1

    @property
    def blank_message(self) -> Message:
        """For the markup that scripts copy."""
        return Message(nonce="")

    @property
    def later_before(self) -> int | None:
        """The `before` of the page of later messages; None on the last page."""
        if not self.messages or self.messages[-1].seq >= self.conversation.seq:
            return None
        return self.messages[-1].seq + PAGE_SIZE + 1


def render_conversation(
    request: AuthenticatedRequest, page: ConversationPage, composer: Composer, status: int = 200
) -> HttpResponse:
    context = {
        "page": page,
        "conversation": page.conversation,
        "composer": composer,
        **conversation_list(page.viewer),
    }
    return render(request, "chat/conversation.html", context, status=status)


def _load(viewer: User, pk: int) -> Conversation:
    participants = Participant.objects.select_related("user").longest_first()
    conversation = (
        Conversation.objects.for_user(viewer)
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
