"""Read receipts: how far each participant has read, stored as `Participant.read_seq`."""

from accounts.models import User
from chat.delivery import publish
from chat.errors import conversation_not_found
from chat.models import Conversation, Participant
from chat.protocol import outgoing


def mark_read(user: User, conversation_id: int, seq: int) -> int:
    """Mark all messages up to `seq` as read; a lower `seq` than before changes nothing. Returns
    `seq`, or that of the newest message if it is lower. Raises NotFound."""
    conversation = Conversation.objects.for_user(user).filter(pk=conversation_id).first()
    if conversation is None:
        raise conversation_not_found()
    seq = max(0, min(seq, conversation.seq))
    participant = Participant.objects.filter(conversation=conversation, user=user)
    if participant.filter(read_seq__lt=seq).update(read_seq=seq):
        frame = outgoing.ReadFrame(conversation.pk, user.pk, seq).text()
        if conversation.shares_activity:
            publish.to_conversation(conversation.pk, conversation.participants_version, [frame])
        else:
            # Only to the reader's own pages, which update their unread counts.
            publish.to_user(user.pk, text=frame)
    return seq
