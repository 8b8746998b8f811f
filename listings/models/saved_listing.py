from django.conf import settings
from django.db import models

from listings.models.listing import Listing


class SavedListingQuerySet(models.QuerySet):
    def ids_for(self, user, listings) -> set[int]:
        """The ids of those of `listings` that `user` saved: one query, none for a visitor."""
        ids = [listing.pk for listing in listings]
        if not ids or not user.is_authenticated:
            return set()
        return set(self.filter(user=user, listing__in=ids).values_list("listing_id", flat=True))

    def keep(self, user, listing, on: bool | None = None) -> bool:
        """Save (True), forget (False) or change over (None); tells whether it is saved now."""
        if on is not True and self.filter(user=user, listing=listing).delete()[0]:
            return False
        if on is False:
            return False
        # In one statement: another tab may forget it just now.
        self.bulk_create([self.model(user=user, listing=listing)], ignore_conflicts=True)
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

    def __str__(self):
        return f"{self.user} saved {self.listing}"
