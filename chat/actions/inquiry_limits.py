"""Limits how much one side of an inquiry may write before the other side has written anything.

Nothing is limited where RATE_LIMITS is off.
"""

from collections.abc import Iterable

from django.conf import settings

from accounts.models import User
from chat.actions import send_sql
from chat.errors import Forbidden
from chat.models import Conversation, Message

MAX_UNANSWERED_MESSAGES = 3
LIMIT_REACHED = (
    f"You’ve sent {MAX_UNANSWERED_MESSAGES} messages. You can write again once the other person "
    "replies."
)
EDIT_LIMIT_REACHED = (
    f"You’ve edited this message {MAX_UNANSWERED_MESSAGES} times. You can edit it again once the "
    "other person replies."
)

# {conversation: {sender, None for a deleted account: number of messages}}
Counts = dict[int, dict[int | None, int]]


class UnansweredInquiries:
    """The unanswered inquiries among conversations that the current transaction has locked.

    Messages are counted by sender from the table, so neither deleting a message nor leaving and
    returning resets the count. In answered inquiries, `Conversation.answered` saves this query. It
    stays false if a release without that column stored the answer; the next message then sets it.
    """

    def __init__(self, conversations: Iterable[Conversation]):
        unanswered = {each.pk for each in conversations if not each.shares_activity}
        self._sent: Counts = {pk: {} for pk in unanswered}
        for conversation, sender, number in send_sql.count_by_sender(unanswered):
            self._sent[conversation][sender] = number

    def check(self, sender: User, conversation: int) -> None:
        """Raises Forbidden if the sender has to wait for an answer."""
        if _left(self._sent.get(conversation), sender.pk) == 0:
            raise Forbidden(LIMIT_REACHED)

    def add(self, sender: User, conversation: int) -> None:
        """Count a message that will be stored."""
        if (sent := self._sent.get(conversation)) is not None:
            sent[sender.pk] = sent.get(sender.pk, 0) + 1

    def is_answered(self, conversation: int) -> bool:
        """Whether both sides have written, messages that were added included."""
        return len(self._sent.get(conversation, ())) > 1


def check_edit(conversation: Conversation, message: Message) -> None:
    """Raises Forbidden if the message has been edited too often while the inquiry is unanswered:
    without this limit, edits could replace the messages that the sender may not send."""
    if conversation.shares_activity or not settings.RATE_LIMITS:
        return
    if message.revisions.count() >= MAX_UNANSWERED_MESSAGES:
        raise Forbidden(EDIT_LIMIT_REACHED)


def messages_left(conversation: Conversation, user: User) -> int | None:
    """How many messages a participant may send until the other side writes; None without such a
    limit. Queries only for an unanswered inquiry."""
    if conversation.shares_activity:
        return None
    rows = send_sql.count_by_sender({conversation.pk}, up_to=conversation.seq)
    return _left({sender: number for _, sender, number in rows}, user.pk)


def _left(sent: dict[int | None, int] | None, sender: int) -> int | None:
    if sent is None or sent.keys() - {sender} or not settings.RATE_LIMITS:
        return None
    return max(0, MAX_UNANSWERED_MESSAGES - sent.get(sender, 0))
