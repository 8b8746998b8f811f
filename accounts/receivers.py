"""Publishes that logins of a user may have ended, so that every process closes their sockets at
once. Changes that send no signal (raw SQL, `QuerySet.update`) are found by polling."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from accounts.authentication import logins
from accounts.models import User

# Saving only these fields, as each login does, ends no session.
IRRELEVANT = {"last_login", "name", "photo", "photo_width", "photo_height"}


@receiver(post_delete, sender=Session)
def end_logins_of_a_deleted_session(instance: Session, **kwargs: Any) -> None:
    if instance.expire_date <= timezone.now():
        return  # thousands are purged at once, and their sockets are closed already
    user_id = instance.get_decoded().get(SESSION_KEY)
    if user_id is not None:
        logins.publish_change(int(user_id))


@receiver(post_save, sender=User)
def end_logins_of_a_changed_user(
    instance: User, created: bool, update_fields: Collection[str] | None, **kwargs: Any
) -> None:
    """A new password or a closed account."""
    if not created and not (update_fields and IRRELEVANT.issuperset(update_fields)):
        logins.publish_change(instance.pk)


@receiver(post_delete, sender=User)
def end_logins_of_a_deleted_user(instance: User, **kwargs: Any) -> None:
    logins.publish_change(instance.pk)
