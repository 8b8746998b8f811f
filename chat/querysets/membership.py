from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self, cast

from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import User
from chat.errors import conversation_not_found

if TYPE_CHECKING:
    from chat.models.conversation import Conversation
    from chat.models.membership import Invitation, Participant
    from chat.models.message import Message
    from chat.querysets.conversation import ConversationQuerySet


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def lock(self, user: User, conversation_id: int) -> Participant:
        """A user's participant row and its conversation, in one query, locked until the transaction
        ends. Raises NotFound for a user who isn't a participant.

        Everything that a user changes in a conversation, such as leaving it, takes these locks, so
        these changes happen one after another. The order is always participant, then conversation.
        """
        rows = self.select_for_update().select_related("conversation")
        participant = rows.filter(conversation_id=conversation_id, user=user).first()
        if participant is None:
            raise conversation_not_found()
        return participant

    def sharing_activity(self) -> Self:
        """Participants of conversations whose participants see each other's activity: the same rule
        as `Conversation.shares_activity`."""
        return self.filter(~Q(conversation__name="") | Q(conversation__answered=True))

    def longest_first(self) -> Self:
        """In the order of joining. By id, not by `joined_at`: a clock may be set back."""
        return self.order_by("pk")

    def awaiting_email(self) -> Self:
        """Participants with messages from others that they have neither read nor been emailed
        about. `first_unnotified_at` and `last_unnotified_at` are when these were sent."""
        messages = self._conversations().model._meta.get_field("messages").related_model
        unnotified = (
            cast("type[Message]", messages)
            .objects.filter(conversation=OuterRef("conversation"), deleted_at=None)
            .filter(seq__gt=OuterRef("read_seq"))
            .filter(seq__gt=OuterRef("emailed_seq"))
            .exclude(sender=OuterRef("user"))
        )
        # Few have any. The counters exclude the others without a query for messages.
        return (
            self.filter(conversation__seq__gt=F("read_seq"))
            .filter(conversation__seq__gt=F("emailed_seq"))
            .annotate(
                first_unnotified_at=Subquery(unnotified.order_by("seq").values("sent_at")[:1]),
                last_unnotified_at=Subquery(unnotified.order_by("-seq").values("sent_at")[:1]),
            )
            .filter(first_unnotified_at__isnull=False)
        )

    def skip_unwanted_emails(self) -> None:
        """Mark everything as emailed for participants who want no email, so that they don't get it
        later when they turn email on again. Rows that are locked are left for the next run."""
        unwanted = Q(muted=True) | Q(user__mails_unread=False) | Q(user__is_active=False)
        behind = self.filter(unwanted, emailed_seq__lt=F("conversation__seq"))
        skips = connection.features.has_select_for_update_skip_locked
        with transaction.atomic():
            locked = behind.select_for_update(of=("self",), skip_locked=skips)
            conversation = self._conversations().filter(pk=OuterRef("conversation"))
            self.model.objects.filter(pk__in=[row.pk for row in locked.only("pk")]).update(
                emailed_seq=Subquery(conversation.values("seq"))
            )

    def _conversations(self) -> ConversationQuerySet:
        return _conversations_of(self.model)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    # When the email of a run that was killed is due again.
    EMAIL_RETRY_AFTER = timedelta(minutes=15)
    # An email that couldn't be sent for this long isn't sent any more.
    EMAIL_MAX_AGE = timedelta(days=3)

    def pending_for(self, user: User) -> Self:
        """Open invitations to a user's confirmed addresses, except to conversations that they are
        in already or were removed from since."""
        addresses = user.emailaddress_set.filter(verified=True).values("email")
        pending = self.filter(email__in=addresses, state=self.model.State.OPEN)
        conversation = _conversations_of(self.model).filter(pk=OuterRef("conversation"))
        removed_since = conversation.filter(
            removals__user=user, removals__removed_at__gte=OuterRef("invited_at")
        )
        return pending.exclude(Exists(conversation.for_user(user))).exclude(Exists(removed_since))

    def not_withdrawn(self) -> Self:
        """The invitations that participants see. Declined ones are among them, so that nobody
        learns whether the recipient has looked."""
        return self.exclude(state=self.model.State.WITHDRAWN)

    def email_due(self) -> Self:
        """Open invitations whose email is to be sent now."""
        now = timezone.now()
        return self.filter(
            email_due_at__lte=now,
            invited_at__gt=now - self.EMAIL_MAX_AGE,
            state=self.model.State.OPEN,
        )

    def acquire(self, pk: int) -> datetime | None:
        """Postpone an email that is due, so that only this run sends it. Returns until when, for
        `release`, or None if another run has it. One UPDATE decides."""
        retry_at = timezone.now() + self.EMAIL_RETRY_AFTER
        return retry_at if self.email_due().filter(pk=pk).update(email_due_at=retry_at) else None

    def release(self, pk: int, retry_at: datetime) -> None:
        """Let the next run send it, unless it was sent."""
        self.filter(pk=pk, email_due_at=retry_at).update(email_due_at=timezone.now())


def _conversations_of(model: type[Participant] | type[Invitation]) -> ConversationQuerySet:
    # Querysets are imported by the models, so they reach other models through their fields.
    conversation = model._meta.get_field("conversation").related_model
    return cast("type[Conversation]", conversation).objects.all()
