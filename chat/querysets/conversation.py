from django.db import models
from django.db.models import F, OuterRef, Subquery, Sum


class ConversationQuerySet(models.QuerySet):
    def of(self, user):
        """The conversations that a person is in: the only way to reach one from outside."""
        return self.filter(participations__user=user)

    def among_roommates(self):
        """All but the inquiries."""
        return self.exclude(name="")

    def unread_total(self, user) -> int:
        """How many messages wait for this person in all but what they muted."""
        unread = Sum(F("seq") - F("participations__read_seq"), default=0)
        heard = self.filter(participations__user=user, participations__muted=False)
        return heard.aggregate(total=unread)["total"]

    def with_people(self):
        return self.prefetch_related("participants")

    def for_inbox(self):
        """Newest talk first, each with `unread`, `muted`, `last_body`, its people and its listing.

        Follows `of(user)`, whose join to the person's own place it reads.
        """
        last = self._newest_message()
        return (
            self.annotate(
                unread=F("seq") - F("participations__read_seq"),
                muted=F("participations__muted"),
                last_body=Subquery(last.values("body")),
                last_sender=Subquery(last.values("sender")),
                last_name=Subquery(last.values("sender__name")),
                last_deleted=Subquery(last.values("deleted_at")),
                last_kind=Subquery(
                    last.order_by("attachments__position").values("attachments__kind")[:1]
                ),
            )
            .select_related("listing")
            .defer("listing__words")
            .prefetch_related("participants", "listing__photos")
            .order_by("-active_at", "-pk")
        )

    def _newest_message(self):
        messages = self.model._meta.get_field("messages").related_model
        return messages.objects.filter(conversation=OuterRef("pk"), seq=OuterRef("seq"))
