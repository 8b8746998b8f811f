"""How far people have read."""

from chat.delivery import publish
from chat.errors import conversation_not_found
from chat.models import Conversation, Participant
from chat.protocol import outgoing


def mark_read(user, conversation_id: int, seq: int) -> int:
    """Note how far the person has read; it never goes back. Returns where it stands."""
    conversation = Conversation.objects.for_user(user).filter(pk=conversation_id).first()
    if conversation is None:
        raise conversation_not_found()
    seq = max(0, min(seq, conversation.seq))
    place = Participant.objects.filter(conversation=conversation, user=user)
    if place.filter(read_seq__lt=seq).update(read_seq=seq):
        frame = outgoing.ReadFrame(conversation.pk, user.pk, seq).text()
        if conversation.shares_activity:
            publish.to_conversation(conversation.pk, conversation.participants_version, [frame])
        else:
            # Only the reader's own pages, whose unread counts follow it.
            publish.to_person(user.pk, text=frame)
    return seq
