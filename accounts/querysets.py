from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Exists, OuterRef, Q


class UserQuerySet(models.QuerySet):
    def visible_to(self, viewer: AbstractBaseUser) -> "UserQuerySet":
        """Users whose profile `viewer` may open: themselves, listers with an open listing, and the
        people they share a conversation with."""
        listings = self.model._meta.get_field("listings").related_model.objects
        shared = self.model._meta.get_field("conversations").related_model.objects
        return self.filter(
            Q(pk=viewer.pk)
            | Exists(listings.open().filter(lister=OuterRef("pk")))
            | Exists(
                shared.filter(participations__user=OuterRef("pk")).filter(
                    participations__user=viewer
                )
            ),
            is_active=True,
        )

    def never_confirmed(self, before: datetime) -> "UserQuerySet":
        """Users who signed up before this moment, never confirmed an address or logged in, and so
        have nothing here. Accounts that a command made have no address to confirm."""
        addresses = self.model._meta.get_field("emailaddress").related_model.objects
        own = addresses.filter(user=OuterRef("pk"))
        return self.filter(
            Exists(own),
            ~Exists(own.filter(verified=True)),
            date_joined__lt=before,
            last_login=None,
            is_staff=False,
            listings=None,
            conversations=None,
        )
