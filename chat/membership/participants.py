"""Who is in a conversation, and under what name: the only place that lets people in and out, and
that names it."""

from django.db import transaction
from django.utils import timezone

from chat.actions import send_sql
from chat.delivery import publish
from chat.errors import Forbidden, conversation_not_found, invitation_not_found
from chat.models import Conversation, Invitation, Participant, Removal
from chat.protocol import outgoing


def let_in(conversation, person):
    """Have a person in it who may be already; in the transaction of whoever calls. What was said
    before is there to read, but isn't news."""
    _, new = Participant.objects.get_or_create(
        conversation=conversation, user=person, defaults={"read_seq": conversation.seq}
    )
    if new:
        _raise_participants_version(conversation)
        publish.to_person(person.pk, joined=conversation.pk)


def join(user, conversation_id: int) -> Conversation:
    """Take an invitation up. Raises NotFound where there is none for this person."""
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().filter(pk=conversation_id).first()
        if conversation is None:
            raise invitation_not_found()
        if not Invitation.objects.pending_for(user).filter(conversation=conversation).delete()[0]:
            raise invitation_not_found()
        let_in(conversation, user)
    return conversation


def leave(user, conversation_id: int) -> Conversation:
    """Leave; what was said stays with the others. Raises NotFound for who isn't in it."""
    with transaction.atomic():
        place = _hold(user, conversation_id)
        if _go(place):
            # Nobody is left to meet there.
            _withdraw(place.conversation.invitations)
    return place.conversation


def leave_all(user):
    """Leave every conversation at once, for good. Where others are, what was said stays with them;
    where nobody is left to read it, it goes."""
    mine = Participant.objects.filter(user=user).values_list("user_id", "conversation_id")
    with transaction.atomic():
        if not (mine := set(mine)):
            return
        for place in send_sql.hold(mine).values():
            if _go(place):
                place.conversation.delete()


def remove(host, conversation_id: int, user_id: int):
    """Take someone out of a conversation among roommates; who isn't in it stays so.

    Raises NotFound for who isn't in it themselves, Forbidden for whoever isn't its host or means
    themselves.
    """
    with transaction.atomic():
        places = send_sql.hold({(host.pk, conversation_id), (user_id, conversation_id)})
        mine = places.get((host.pk, conversation_id))
        if mine is None or mine.conversation.is_inquiry:
            raise conversation_not_found()
        if user_id == host.pk:
            raise Forbidden("To go yourself, leave the conversation.")
        if mine.conversation.host != mine:
            raise Forbidden("Only who has been in it longest may remove people.")
        if place := places.get((user_id, conversation_id)):
            _put_out(place, host)
            _raise_participants_version(mine.conversation)


def rename(user, conversation_id: int, name: str):
    """Anyone in a conversation among roommates may. Raises NotFound for who isn't."""
    with transaction.atomic():
        conversation = _hold(user, conversation_id).conversation
        if conversation.is_inquiry:
            raise conversation_not_found()
        if conversation.name != name:
            conversation.name = name
            conversation.save(update_fields=["name"])
            _raise_participants_version(conversation)


def mute(user, conversation_id: int, on: bool):
    """Have a conversation keep quiet for one person, or no longer. Raises NotFound."""
    place = Participant.objects.filter(user=user, conversation_id=conversation_id)
    with transaction.atomic():
        if not place.update(muted=on):
            raise conversation_not_found()
        frame = outgoing.ConversationFrame({"id": conversation_id, "muted": on})
        publish.to_person(user.pk, text=frame.text())


def _hold(user, conversation_id: int) -> Participant:
    place = Participant.objects.lock(user, conversation_id)
    if place is None:
        raise conversation_not_found()
    return place


def _go(place) -> bool:
    """Give up a place that is held; whether it was the last of its conversation."""
    place.delete()
    _raise_participants_version(place.conversation)
    return not place.conversation.participations.exists()


def _put_out(place, host):
    Removal.objects.update_or_create(
        conversation_id=place.conversation_id,
        user_id=place.user_id,
        defaults={"removed_by": host, "removed_at": timezone.now()},
    )
    addresses = place.user.emailaddress_set.values("email")
    _withdraw(Invitation.objects.filter(conversation=place.conversation_id, email__in=addresses))
    place.delete()


def _withdraw(invited):
    invited.update(state=Invitation.State.WITHDRAWN)


def _raise_participants_version(conversation):
    """Number the change: whoever delivers sees by it that what they know is old, and tells."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    conversation.participants_version += 1
    conversation.save(update_fields=["participants_version"])
    publish.to_conversation(conversation.pk, conversation.participants_version, [])
