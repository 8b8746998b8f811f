from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.models import User

if TYPE_CHECKING:
    from chat.models.attachment import Attachment  # noqa: F401 - the type parameter


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> Self:
        """The files that a user may download now: in their conversations, all that were sent and
        their own unsent uploads."""
        sent_or_own = Q(message__isnull=False) | Q(uploaded_by=user)
        return self.filter(sent_or_own, conversation__participations__user=user)

    def unsent_by(self, user: User) -> Self:
        """A user's uploads that aren't part of a message yet."""
        return self.filter(message=None, uploaded_by=user)

    def abandoned(self, before: datetime) -> Self:
        """Uploads from before a time that were never sent."""
        return self.filter(message=None, uploaded_at__lt=before)
