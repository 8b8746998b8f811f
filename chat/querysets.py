from django.db import models
from django.db.models import F, OuterRef, Subquery, Sum


class ConversationQuerySet(models.QuerySet):
    def of(self, user):
        """The conversations that a person is in: the only way to reach one from outside."""
        return self.filter(participations__user=user)

    def among_roommates(self):
        """All but the enquiries."""
        return self.exclude(name="")

    def unread_total(self, user) -> int:
        """How many messages wait for this person in all."""
        unread = Sum(F("seq") - F("participations__read_seq"), default=0)
        return self.of(user).aggregate(total=unread)["total"]

    def with_people(self):
        return self.prefetch_related("participants")

    def for_inbox(self):
        """Newest talk first, each with `unread`, `last_body`, its people and its listing.

        Follows `of(user)`, whose join to the person's own place it reads.
        """
        last = self._newest_message()
        return (
            self.annotate(
                unread=F("seq") - F("participations__read_seq"),
                last_body=Subquery(last.values("body")),
                last_sender=Subquery(last.values("sender")),
                last_deleted=Subquery(last.values("deleted_at")),
            )
            .select_related("listing")
            .prefetch_related("participants", "listing__photos")
            .order_by("-active_at", "-pk")
        )

    def _newest_message(self):
        messages = self.model._meta.get_field("messages").related_model
        return messages.objects.filter(conversation=OuterRef("pk"), seq=OuterRef("seq"))


class ParticipantQuerySet(models.QuerySet):
    def hold(self, user, conversation_id: int):
        """A person's place and its conversation, in one query, held until the transaction ends;
        None for who isn't in it.

        All that a person changes in a conversation takes this lock, leaving it too, so that it is
        one or the other that comes first: place, then conversation.
        """
        places = self.select_for_update().select_related("conversation")
        return places.filter(conversation_id=conversation_id, user=user).first()


class InvitationQuerySet(models.QuerySet):
    def of(self, user):
        """What waits for whoever has confirmed the address that it was sent to."""
        addresses = user.emailaddress_set.filter(verified=True).values("email")
        return self.filter(email__in=addresses)


class MessageQuerySet(models.QuerySet):
    def for_wire(self):
        """With all that a message frame carries, in one query."""
        return self.select_related("sender")

    def newest(self, most: int, *, before: int | None = None) -> list:
        """The last `most` messages, or those before a place, by rising place."""
        messages = self if before is None else self.filter(seq__lt=before)
        return list(messages.order_by("-seq")[:most])[::-1]
