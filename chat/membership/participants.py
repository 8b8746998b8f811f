"""Adds and removes participants, renames and mutes conversations: the only module that changes the
participants and the name of a conversation.

Each change raises `participants_version` and publishes it; `chat.delivery.conversation_log` then
reloads the participants, and removes the sockets of users who are no longer among them.
"""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from chat.actions import send_sql
from chat.delivery import publish
from chat.errors import Forbidden, conversation_not_found, invitation_not_found
from chat.models import Conversation, Invitation, Participant, Removal
from chat.protocol import outgoing
from chat.querysets.membership import InvitationQuerySet


def add(conversation: Conversation, user: User) -> None:
    """Make a user a participant if they aren't one. Earlier messages count as read. Call it in a
    transaction."""
    _, is_new = Participant.objects.get_or_create(
        conversation=conversation, user=user, defaults={"read_seq": conversation.seq}
    )
    if is_new:
        _raise_participants_version(conversation)
        publish.to_user(user.pk, joined=conversation.pk)


def join(user: User, conversation_id: int) -> Conversation:
    """Accept an invitation. Raises NotFound if the user has none."""
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().filter(pk=conversation_id).first()
        if conversation is None:
            raise invitation_not_found()
        invitations = Invitation.objects.pending_for(user).filter(conversation=conversation)
        if not invitations.delete()[0]:
            raise invitation_not_found()
        add(conversation, user)
    return conversation


def leave(user: User, conversation_id: int) -> Conversation:
    """Leave a conversation; the user's messages remain. Raises NotFound if they aren't a
    participant."""
    with transaction.atomic():
        participant = Participant.objects.lock(user, conversation_id)
        if _delete(participant):
            # Nobody is left in the conversation.
            _withdraw(participant.conversation.invitations.all())
    return participant.conversation


def leave_all(user: User) -> None:
    """Leave all conversations before the account is deleted. A conversation without other
    participants is deleted; in the others, the user's messages remain."""
    own = set(Participant.objects.filter(user=user).values_list("user_id", "conversation_id"))
    with transaction.atomic():
        if not own:
            return
        for participant in send_sql.lock_participants(own).values():
            if _delete(participant):
                participant.conversation.delete()


def remove(host: User, conversation_id: int, user_id: int) -> None:
    """Remove a participant from a conversation among roommates, if the user is one, and withdraw
    their invitations to it. Records the removal, so that old invitations don't let them back in.

    Raises NotFound if `host` isn't a participant, Forbidden if they aren't the conversation's host
    or want to remove themselves.
    """
    own_key, key = (host.pk, conversation_id), (user_id, conversation_id)
    with transaction.atomic():
        participants = send_sql.lock_participants({own_key, key})
        own = participants.get(own_key)
        if own is None or own.conversation.is_inquiry:
            raise conversation_not_found()
        if user_id == host.pk:
            raise Forbidden("You can’t remove yourself. Leave the conversation instead.")
        if own.conversation.host != own:
            raise Forbidden("Only the person who has been here longest can remove people.")
        if participant := participants.get(key):
            _remove(participant, host)
            _raise_participants_version(own.conversation)


def rename(user: User, conversation_id: int, name: str) -> None:
    """Rename a conversation among roommates, which any participant may do. Raises NotFound for
    anyone else."""
    with transaction.atomic():
        conversation = Participant.objects.lock(user, conversation_id).conversation
        if conversation.is_inquiry:
            raise conversation_not_found()
        if conversation.name != name:
            conversation.name = name
            conversation.save(update_fields=["name"])
            _raise_participants_version(conversation)


def mute(user: User, conversation_id: int, on: bool) -> None:
    """Mute or unmute a conversation for one participant. Raises NotFound for anyone else."""
    participant = Participant.objects.filter(user=user, conversation_id=conversation_id)
    with transaction.atomic():
        if not participant.update(muted=on):
            raise conversation_not_found()
        frame = outgoing.ConversationFrame({"id": conversation_id, "muted": on})
        publish.to_user(user.pk, text=frame.text())


def _delete(participant: Participant) -> bool:
    """Delete a locked participant. Returns whether it was the conversation's last one."""
    participant.delete()
    _raise_participants_version(participant.conversation)
    return not participant.conversation.participations.exists()


def _remove(participant: Participant, host: User) -> None:
    Removal.objects.update_or_create(
        conversation_id=participant.conversation_id,
        user_id=participant.user_id,
        defaults={"removed_by": host, "removed_at": timezone.now()},
    )
    addresses = participant.user.emailaddress_set.values("email")
    _withdraw(
        Invitation.objects.filter(conversation=participant.conversation_id, email__in=addresses)
    )
    participant.delete()


def _withdraw(invitations: InvitationQuerySet) -> None:
    invitations.update(state=Invitation.State.WITHDRAWN)


def _raise_participants_version(conversation: Conversation) -> None:
    """Publishes the new version: processes with a lower one reload the participants."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    conversation.participants_version += 1
    conversation.save(update_fields=["participants_version"])
    publish.to_conversation(conversation.pk, conversation.participants_version, [])
