from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Optional

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.urls import reverse

from listings.models import location_blur
from listings.models.change_log import ChangeLogEntry
from listings.models.completeness import Completeness
from listings.models.costs import Costs
from listings.models.diff import TRACKED, Snapshots, snapshot
from listings.models.expiry import Expiry
from listings.models.keywords import keywords_of
from listings.models.lifecycle import OPEN, Lifecycle
from listings.models.public_location import PublicLocation
from listings.models.search_document import search_document_column
from listings.querysets.listing import ListingDeleted, ListingManager

if TYPE_CHECKING:
    from listings.models.photo import Photo


def cents_field(*args: Any, **options: Any) -> models.PositiveIntegerField:
    """A column of money: whole cents of US dollars."""
    return models.PositiveIntegerField(*args, validators=[MaxValueValidator(10_000_000)], **options)


_is_open = models.Q(status__in=OPEN)


class Listing(Costs, Completeness, Lifecycle, Expiry, PublicLocation, models.Model):
    """An advertised offer: an entire place or a room in one, by lease, sublet or takeover.

    Money is in cents and for the whole listing: the place where `space` is entire, the room where
    it is a room. `people` share it.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        PENDING = "pending", "Pending"
        TAKEN = "taken", "Taken"
        EXPIRED = "expired", "Expired"
        REMOVED = "removed", "Removed"

    class Space(models.TextChoices):
        ENTIRE = "entire", "Entire place"
        ROOM = "room", "Room"

    class LeaseKind(models.TextChoices):
        LEASE = "lease", "Lease"
        SUBLET = "sublet", "Sublet"
        TAKEOVER = "takeover", "Lease takeover"

    lister = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="listings"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    space = models.CharField(max_length=10, choices=Space, default=Space.ROOM)
    lease_kind = models.CharField(max_length=10, choices=LeaseKind, default=LeaseKind.LEASE)
    title = models.CharField(max_length=90, blank=True)
    description = models.TextField(max_length=5000, blank=True)

    bedrooms = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(20)],
        help_text="In the whole place. 0 is a studio.",
    )
    bathrooms = models.DecimalField(
        max_digits=3,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(20)],
    )
    square_feet = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(50), MaxValueValidator(50_000)]
    )
    furnished = models.BooleanField(default=False)
    pets = models.BooleanField("pets are welcome", default=False)

    rent = cents_field(null=True, blank=True)
    people = models.PositiveSmallIntegerField(
        "people who share the rent",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    utilities = cents_field(
        null=True, blank=True, help_text="A month, as a guess. 0 when included."
    )
    deposit = cents_field(null=True, blank=True)
    fees = cents_field("one-time fees", null=True, blank=True)
    negotiable = models.BooleanField("rent is negotiable", default=False)
    # What one person pays per month, rent alone: searches filter and sort by it.
    rent_per_person = cents_field(null=True, editable=False)

    available_from = models.DateField(null=True, blank=True)
    available_until = models.DateField(null=True, blank=True)

    address = models.CharField("street address", max_length=120, blank=True)
    unit_number = models.CharField("apartment", max_length=20, blank=True)
    city = models.CharField(max_length=60, default="Evanston", blank=True)
    state = models.CharField(max_length=2, default="IL", blank=True)
    # The street without its number, which everyone may see.
    street = models.CharField(max_length=80, blank=True, editable=False)
    address_shared = models.BooleanField("show the exact address to everyone", default=False)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # How far the public point is from the true one: see `location_blur`.
    blur_north = models.FloatField(null=True, editable=False, help_text="meters")
    blur_east = models.FloatField(null=True, editable=False, help_text="meters")
    # The point that pages, the map and every search use.
    public_latitude = models.FloatField(null=True, editable=False)
    public_longitude = models.FloatField(null=True, editable=False)

    # The words that find it in addition to the lister's own; `amenity_words` are the names of its
    # amenities.
    keywords = models.TextField(blank=True, editable=False)
    amenity_words = models.TextField(blank=True, editable=False)
    search_document = search_document_column(
        *("title", "street", "keywords", "amenity_words", "description"), db_column="words"
    )

    views = models.PositiveIntegerField(default=0, editable=False)
    source = models.CharField(max_length=20, blank=True, editable=False)
    source_id = models.CharField(max_length=40, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, editable=False)
    # See `models.expiry`.
    confirmed_at = models.DateTimeField(null=True, editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)
    expiry_email_due_since = models.DateTimeField(
        null=True, editable=False, db_column="untold_since"
    )
    # Why staff removed it, for its lister to read, and the status to restore.
    removal_reason = models.CharField(
        max_length=300, blank=True, default="", db_default="", editable=False
    )
    status_before_removal = models.CharField(
        max_length=10, choices=Status, blank=True, default="", db_default="", editable=False
    )

    objects = ListingManager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        # On Postgres there are more, which the migrations create in SQL.
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="listing_newest"),
            models.Index(fields=["status", "rent_per_person", "id"], name="listing_cheapest"),
            models.Index(fields=["public_latitude", "public_longitude"], name="listing_place"),
            models.Index(fields=["lister", "-created_at"], name="listing_of_lister"),
            models.Index(fields=["confirmed_at"], name="listing_confirmed", condition=_is_open),
            models.Index(fields=["available_until"], name="listing_ends", condition=_is_open),
            models.Index(
                fields=["expiry_email_due_since"],
                name="listing_untold",
                condition=models.Q(expiry_email_due_since__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~models.Q(source=""),
                name="imported_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.summary()

    def get_absolute_url(self) -> str:
        return reverse("listings:detail", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_derived_columns()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, *self.DERIVED}
        super().save(*args, **kwargs)

    @transaction.atomic
    def save_and_record(self, update_fields: Iterable[str] | None = None) -> None:
        """Save it, and record in the change log what others see of that: open pages, caches and
        alerts follow the log alone."""
        before = {} if self._state.adding else self._stored()
        self.save(update_fields=update_fields)
        written = TRACKED
        if update_fields is not None:
            written = {*update_fields, *self.DERIVED}.intersection(TRACKED)
        after = before.get(self.pk, {}) | snapshot(self, written)
        ChangeLogEntry.objects.record(before, {self.pk: after} if "status" in after else {})

    def check_exists(self) -> None:
        """Raises ListingDeleted. To be called after an error that a deleted listing explains."""
        if not type(self).objects.filter(pk=self.pk).exists():
            raise ListingDeleted

    def _stored(self) -> Snapshots:
        # Locked: otherwise two requests that lower the rent at once would both record the drop.
        return type(self).objects.filter(pk=self.pk).select_for_update(no_key=True).snapshots()

    DERIVED = (
        "rent_per_person",
        "street",
        "blur_north",
        "blur_east",
        "public_latitude",
        "public_longitude",
        "keywords",
        "updated_at",
    )

    def set_derived_columns(self) -> None:
        """Set the columns that follow from others. `save` calls it; bulk writes have to."""
        self.rent_per_person = self.share(self.rent)
        self.street = self.street_without_number()
        location_blur.set_public_point(self)
        self.keywords = keywords_of(self)
        if self.is_open and self.confirmed_at is None:
            self.mark_confirmed()

    def count_view(self) -> None:
        """Add a view in the database, as many people may look at once."""
        type(self).objects.filter(pk=self.pk).update(views=models.F("views") + 1)

    @property
    def is_imported(self) -> bool:
        """Whether it comes from a data set, so that nobody here wrote it. The demo's doesn't."""
        return self.source not in ("", "demo")

    @property
    def cover(self) -> Optional["Photo"]:
        """The first photo, or None. No query where the photos, or the covers, were prefetched."""
        photos = self.covers if hasattr(self, "covers") else list(self.photos.all())
        return photos[0] if photos else None

    def summary(self) -> str:
        """What it is in a few words: `Room in a 4-bed`, `Studio`, `Entire 2-bed`."""
        beds = "studio" if self.bedrooms == 0 else f"{self.bedrooms}-bed"
        if self.bedrooms is None:
            return self.get_space_display()
        if self.space == self.Space.ROOM:
            return f"Room in a {beds}"
        return "Studio" if self.bedrooms == 0 else f"Entire {beds}"

    @property
    def name(self) -> str:
        """Its name on cards: `Room in a 4-bed · Foster St`."""
        return " · ".join(filter(None, [self.summary(), self.short_location]))
