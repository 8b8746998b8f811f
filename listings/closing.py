"""What somebody offers goes offline with their account: nobody answers for it any more."""

from django.conf import settings
from django.db.models.signals import post_save
from django.dispatch import receiver

from listings.models import Listing


@receiver(post_save, sender=settings.AUTH_USER_MODEL, dispatch_uid="offline-with-the-account")
def go_offline_with_the_account(instance, **kwargs):
    if not instance.is_active:
        for listing in instance.listings.exclude(status=Listing.Status.DRAFT):
            listing.status = Listing.Status.DRAFT
            listing.save(update_fields=["status"])
