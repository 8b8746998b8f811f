from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, models

from accounts.models import User
from listings.models.listing import Listing


class SavedListingQuerySet(models.QuerySet["SavedListing"]):
    def saved_ids(self, user: User | AnonymousUser, listings: Iterable[Listing]) -> set[int]:
        """The ids of those of `listings` that `user` saved: one query, none for a visitor."""
        ids = [listing.pk for listing in listings]
        if not ids or not user.is_authenticated:
            return set()
        return set(self.filter(user=user, listing__in=ids).values_list("listing_id", flat=True))

    def set_saved(self, user: User, listing: Listing, saved: bool | None = None) -> bool:
        """Save (True), remove (False) or toggle (None); returns whether it is saved now. Raises
        ListingDeleted."""
        if saved is not True and self.filter(user=user, listing=listing).delete()[0]:
            return False
        if saved is False:
            return False
        try:
            # In one statement: another tab may remove it just now.
            self.bulk_create([self.model(user=user, listing=listing)], ignore_conflicts=True)
        except IntegrityError:
            listing.check_exists()
            raise
        return True


class SavedListing(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_listings"
    )
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="saves")
    saved_at = models.DateTimeField(auto_now_add=True)

    objects = SavedListingQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "listing"], name="listing_saved_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} saved {self.listing}"
