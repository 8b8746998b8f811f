"""What somebody offers goes offline with their account: nobody answers for it any more."""

from django.conf import settings
from django.db.models.signals import post_save
from django.dispatch import receiver

from listings.models import Listing
from listings.models.lifecycle import HIDDEN


@receiver(post_save, sender=settings.AUTH_USER_MODEL, dispatch_uid="offline-with-the-account")
def go_offline_with_the_account(instance, **kwargs):
    if not instance.is_active:
        draft, removed = Listing.Status.DRAFT, Listing.Status.REMOVED
        instance.listings.exclude(status__in=HIDDEN).update(status=draft)
        instance.listings.filter(status=removed).update(status_before_removal=draft)
