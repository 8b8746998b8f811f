from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from accounts.models import User


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, viewer: User) -> Self:
        """Users whose profile `viewer` may see: themselves, listers with an open listing, and the
        people with whom they share a conversation."""
        listings = self._related("listings").open()
        shared = self._related("conversations").filter(participations__user=OuterRef("pk"))
        return self.filter(
            Q(pk=viewer.pk)
            | Exists(listings.filter(lister=OuterRef("pk")))
            | Exists(shared.filter(participations__user=viewer)),
            is_active=True,
        )

    def never_confirmed(self, before: datetime) -> Self:
        """Users who signed up before this time and never confirmed an address or logged in, so
        that they own nothing. Accounts that a command created have no address to confirm."""
        own = self._related("emailaddress").filter(user=OuterRef("pk"))
        return self.filter(
            Exists(own),
            ~Exists(own.filter(verified=True)),
            date_joined__lt=before,
            last_login=None,
            is_staff=False,
            listings=None,
            conversations=None,
        )

    def _related(self, relation: str) -> Any:
        """The manager of a model that refers to users; its app imports this one."""
        model: Any = self.model._meta.get_field(relation).related_model
        return model.objects
