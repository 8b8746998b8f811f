"""Who deletes their account leaves every conversation; what they said stays with the others."""

from django.conf import settings
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from chat.membership import participants
from chat.models import Attachment, Invitation


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL, dispatch_uid="leave-with-the-account")
def leave_with_the_account(instance, **kwargs):
    """A signal, because a moderator may delete it as well. With the rows alone, nobody would be
    told, and what was never sent would lie there."""
    participants.leave_all(instance)
    Attachment.objects.unsent_by(instance).delete()
    addresses = instance.emailaddress_set.filter(verified=True).values("email")
    Invitation.objects.filter(email__in=addresses).delete()
