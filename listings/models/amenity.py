from django.db import models


class Amenity(models.TextChoices):
    """What a home can have. The value stands in URLs, so it stays once it is out."""

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
    def words(cls, slugs) -> str:
        """What `Listing.amenity_words` says of a place with these: who writes one writes both."""
        return ", ".join(amenity.label for amenity in cls if amenity.value in slugs)


class ListingAmenity(models.Model):
    listing = models.ForeignKey("Listing", on_delete=models.CASCADE, related_name="amenities")
    slug = models.CharField(max_length=20, choices=Amenity)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing", "slug"], name="amenity_once_a_listing"),
        ]
        indexes = [models.Index(fields=["slug", "listing"])]

    def __str__(self):
        return self.get_slug_display()
