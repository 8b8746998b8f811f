from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from django.db import models
from django.db.models import F, OuterRef, Subquery, Sum

from accounts.models import User

if TYPE_CHECKING:
    from chat.models.conversation import Conversation  # noqa: F401 - the type parameter
    from chat.models.message import Message
    from chat.querysets.message import MessageQuerySet


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def for_user(self, user: User) -> Self:
        """A user's conversations. All access to conversations by requests goes through this."""
        return self.filter(participations__user=user)

    def among_roommates(self) -> Self:
        """All but the inquiries."""
        return self.exclude(name="")

    def unread_count(self, user: User) -> int:
        """The number of a user's unread messages, muted conversations aside."""
        unread = Sum(F("seq") - F("participations__read_seq"), default=0)
        audible = self.filter(participations__user=user, participations__muted=False)
        total: int = audible.aggregate(total=unread)["total"]
        return total

    def with_participants(self) -> Self:
        return self.prefetch_related("participants")

    def for_inbox(self) -> Self:
        """The most recently active first, each with `unread`, `muted`, `last_body`, `last_sender`,
        `last_name`, `last_deleted`, `last_kind`, its participants and its listing.

        Follows `for_user(user)`: it reads the participant row that this joins.
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
            .defer("listing__search_document")
            .prefetch_related("participants", "listing__photos")
            .order_by("-active_at", "-pk")
        )

    def _newest_message(self) -> MessageQuerySet:
        message = cast("type[Message]", self.model._meta.get_field("messages").related_model)
        return message.objects.filter(conversation=OuterRef("pk"), seq=OuterRef("seq"))
