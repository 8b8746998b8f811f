"""What is deleted is gone for whoever watches it, too."""

from django.db.models.signals import post_delete
from django.dispatch import receiver

from listings.models import Change, Listing
from listings.models.facts import facts_of


@receiver(post_delete, sender=Listing, dispatch_uid="note-what-is-deleted")
def note_what_is_deleted(instance, **kwargs):
    """A signal, because a listing also goes with its lister."""
    Change.objects.note({instance.pk: facts_of(instance)}, {})
