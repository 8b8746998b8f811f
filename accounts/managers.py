from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.db import transaction

from accounts.email_addresses import normalize_address
from accounts.querysets import UserQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class UserManager(BaseUserManager["User"]):
    """Creates users by email address in normal form, so that two spellings are one user."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Raises ValueError without an email, ValidationError for one that isn't an address."""
        if not email:
            raise ValueError("a user needs an email address")
        user = self.model(email=normalize_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create the user with a confirmed address, so that the first administrator can log in
        before email is set up."""
        with transaction.atomic(using=self._db):
            user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
            user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        return user

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, viewer: User) -> UserQuerySet:
        return self.get_queryset().visible_to(viewer)

    def never_confirmed(self, before: datetime) -> UserQuerySet:
        return self.get_queryset().never_confirmed(before)

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=(email or "").lower())
