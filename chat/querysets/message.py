from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Prefetch

from accounts.models import User
from chat.search.matching import MatchingQuerySet
from listings.models import Listing

if TYPE_CHECKING:
    from chat.models.message import Message


class MessageQuerySet(MatchingQuerySet):
    def readable_by(self, user: User | int) -> Self:
        """The messages of a user's conversations. The query that reads the messages also checks the
        membership, so a removed user never gets a message from after the removal."""
        return self.filter(conversation__participations__user=user)

    def for_frames(self) -> Self:
        """With everything that a message frame contains: one query, and one or two more each for
        the attachments, for those of the quoted messages, and for the listing previews."""
        return self.select_related("sender", "reply_to__sender").prefetch_related(
            Prefetch("attachments", to_attr="files"),
            Prefetch("reply_to__attachments", to_attr="files"),
            Prefetch("listing", Listing.objects.for_cards()),
        )

    def newest(self, limit: int, *, before: int | None = None) -> list[Message]:
        """The last `limit` messages, or those before a `seq`, by rising `seq`."""
        messages = self if before is None else self.filter(seq__lt=before)
        return list(messages.order_by("-seq")[:limit])[::-1]

    def changed_after(self, conversation: int, version: int, limit: int = 200) -> list[Message]:
        """The messages of a conversation that changed after `version`, oldest change first, fetched
        `for_frames`."""
        changed = self.for_frames().filter(conversation_id=conversation, version__gt=version)
        return list(changed.order_by("version")[:limit])
