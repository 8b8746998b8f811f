from django.db.models import Prefetch

from chat.search.matching import Matching
from listings.models import Listing


class MessageQuerySet(Matching):
    def of(self, user):
        """What a person may read. It is one query with what follows: who is removed meanwhile gets
        all of what it finds or nothing, never what was said after."""
        return self.filter(conversation__participations__user=user)

    def for_wire(self):
        """With all that a message frame carries: in one query, and one or two more each for their
        files, for those of what they reply to, and for the places on their cards."""
        return self.select_related("sender", "reply_to__sender").prefetch_related(
            Prefetch("attachments", to_attr="files"),
            Prefetch("reply_to__attachments", to_attr="files"),
            Prefetch("listing", Listing.objects.for_cards()),
        )

    def newest(self, most: int, *, before: int | None = None) -> list:
        """The last `most` messages, or those before a place, by rising place."""
        messages = self if before is None else self.filter(seq__lt=before)
        return list(messages.order_by("-seq")[:most])[::-1]

    def changed_after(self, conversation: int, version: int, most: int = 200) -> list:
        """The messages of a conversation that changed after `version`, oldest change first, as
        `for_wire`."""
        changed = self.for_wire().filter(conversation_id=conversation, version__gt=version)
        return list(changed.order_by("version")[:most])
