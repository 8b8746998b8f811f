"""Removes a user from all conversations before their account is deleted. Their messages remain."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from accounts.models import User
from chat.membership import participants
from chat.models import Attachment, Invitation


@receiver(pre_delete, sender=User)
def leave_conversations_before_deletion(instance: User, **kwargs: Any) -> None:
    """A receiver, because a moderator may delete the account, too. The cascade alone would delete
    the participants without publishing it, and leave unsent uploads behind."""
    participants.leave_all(instance)
    Attachment.objects.unsent_by(instance).delete()
    addresses = instance.emailaddress_set.filter(verified=True).values("email")
    Invitation.objects.filter(email__in=addresses).delete()
