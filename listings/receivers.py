from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from listings import pending_saves
from listings.models import ChangeLogEntry, Listing
from listings.models.diff import snapshot
from listings.models.lifecycle import NOT_PUBLIC


@receiver(post_save, sender=User)
def hide_listings_of_closed_account(instance: User, **kwargs: Any) -> None:
    if not instance.is_active:
        draft, removed = Listing.Status.DRAFT, Listing.Status.REMOVED
        listings = Listing.objects.filter(lister=instance)
        listings.exclude(status__in=NOT_PUBLIC).update_and_record(status=draft)
        listings.filter(status=removed).update(status_before_removal=draft)


@receiver(post_delete, sender=Listing)
def record_deletion(instance: Listing, **kwargs: Any) -> None:
    """A signal, because a listing is also deleted with its lister's account."""
    ChangeLogEntry.objects.record({instance.pk: snapshot(instance)}, {})


@receiver(user_logged_in)
def save_pending(request: HttpRequest, user: User, **kwargs: Any) -> None:
    pending_saves.save(request, user)
