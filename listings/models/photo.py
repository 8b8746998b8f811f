from functools import lru_cache
from pathlib import PurePosixPath

from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.functional import cached_property
from pictures.models import PictureField
from pictures.utils import source_set

from listings.models.listing import Listing

SHARP = 400  # pixels


class PhotoQuerySet(models.QuerySet):
    def covers(self):
        """The first of each listing."""
        first = self.model.objects.filter(listing=models.OuterRef("listing"))
        return self.filter(pk=models.Subquery(first.values("pk")[:1]))


class Photo(models.Model):
    """One picture of a listing: upright, without metadata, stored in several widths."""

    MOST = 12

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="photos")
    image = PictureField(upload_to="photos/%Y/%m/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    description = models.CharField(max_length=120, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    # Drawn by who sends it: after a break, nobody knows whether it came through.
    nonce = models.UUIDField(null=True, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["listing", "position"]),
            # Each request for a photo asks whose it is.
            models.Index(fields=["image"], name="listings_photo_image"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["listing", "nonce"], name="listings_photo_once")
        ]

    def __str__(self):
        return self.description or f"Photo {self.position + 1}"

    @property
    def largest_url(self) -> str:
        """The address of the picture in its greatest width."""
        return self.urls[-1][1] if self.urls else self.image.url

    @property
    def small_url(self) -> str:
        """The address of the picture in the least width that is sharp on a small card."""
        sharp = [url for width, url in self.urls if width >= SHARP]
        return sharp[0] if sharp else self.largest_url

    @cached_property
    def urls(self) -> list[tuple[int, str]]:
        """(width in pixels, address) of each of its copies, the narrowest first."""
        if not (widths := _widths(self.width, self.height)):
            return []
        # They lie in one folder, which has its name. To ask for a picture at a time, and for its
        # address, takes half a millisecond.
        folder = self.image.storage.url(str(PurePosixPath(self.image.name).with_suffix("")))
        return [(width, f"{folder}/{width}w.webp") for width in widths]

    def remove_files(self):
        """Take the picture and its smaller copies out of the storage."""
        self.image.delete_all()
        self.image.storage.delete(self.image.name)


@lru_cache(maxsize=4096)
def _widths(width, height) -> list[int]:
    field = Photo._meta.get_field("image")
    size = {"max_width": field.container_width, "cols": field.grid_columns}
    return sorted(source_set((width, height), ratio=None, **size))


@receiver(post_delete, sender=Photo)
def remove_files_with_row(sender, instance, **kwargs):
    """A signal, because a photo also goes with its listing and with its lister.

    After the commit: what is rolled back still has its picture. A storage that fails then is
    logged, since the row is gone and the person has what they asked for.
    """
    if instance.image:
        transaction.on_commit(instance.remove_files, robust=True)
