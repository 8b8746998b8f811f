from collections.abc import Collection

from django.db import models


class Amenity(models.TextChoices):
    """What a listing can have. The values are in URLs, so they must not change."""

    LAUNDRY = "laundry", "In-unit laundry"
    SHARED_LAUNDRY = "shared-laundry", "Laundry in the building"
    DISHWASHER = "dishwasher", "Dishwasher"
    AIR_CONDITIONING = "air-conditioning", "Air conditioning"
    HEAT_INCLUDED = "heat-included", "Heat included"
    INTERNET = "internet", "Internet included"
    PARKING = "parking", "Parking"
    BIKE_STORAGE = "bike-storage", "Bike storage"
    BALCONY = "balcony", "Balcony or porch"
    YARD = "yard", "Yard"
    GYM = "gym", "Gym"
    ELEVATOR = "elevator", "Elevator"
    STEP_FREE = "step-free", "Step-free entrance"
    DESK = "desk", "Desk"
    STORAGE = "storage", "Storage"
    FIREPLACE = "fireplace", "Fireplace"
    POOL = "pool", "Pool"
    DOORMAN = "doorman", "Doorman"

    @classmethod
    def words(cls, slugs: Collection[str]) -> str:
        """`Listing.amenity_words` for these amenities; both have to be written together."""
        return ", ".join(amenity.label for amenity in cls if amenity.value in slugs)


class ListingAmenity(models.Model):
    listing = models.ForeignKey("Listing", on_delete=models.CASCADE, related_name="amenities")
    slug = models.CharField(max_length=20, choices=Amenity)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing", "slug"], name="amenity_once_a_listing"),
        ]
        indexes = [models.Index(fields=["slug", "listing"])]

    def __str__(self) -> str:
        return self.get_slug_display()
