"""Publishes that somebody's logins may have ended, so that every process drops the sockets opened
with them at once. What is missed here (raw SQL, `QuerySet.update`) is found by polling."""

from collections.abc import Collection

from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from accounts.authentication import logins

# Saving only these fields, as each login does, ends no session.
IRRELEVANT = {"last_login", "name", "photo", "photo_width", "photo_height"}


@receiver(post_delete, sender=Session, dispatch_uid="end-logins-of-a-deleted-session")
def end_logins_of_a_deleted_session(instance: Session, **kwargs) -> None:
    if instance.expire_date <= timezone.now():
        return  # purged by the thousand, and its sockets are closed already
    person = instance.get_decoded().get(SESSION_KEY)
    if person is not None:
        logins.publish_end(int(person))


@receiver(post_save, sender=get_user_model(), dispatch_uid="end-logins-of-a-changed-user")
def end_logins_of_a_changed_user(
    instance: AbstractBaseUser, created: bool, update_fields: Collection[str] | None, **kwargs
) -> None:
    """A new password or a closed account."""
    if not created and not (update_fields and IRRELEVANT.issuperset(update_fields)):
        logins.publish_end(instance.pk)


@receiver(post_delete, sender=get_user_model(), dispatch_uid="end-logins-of-a-deleted-user")
def end_logins_of_a_deleted_user(instance: AbstractBaseUser, **kwargs) -> None:
    logins.publish_end(instance.pk)
