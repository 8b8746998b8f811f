from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, Self

from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.functional import cached_property
from pictures.models import PictureField
from pictures.utils import source_set

from listings.models.listing import Listing

MIN_CARD_WIDTH = 400  # pixels


class PhotoQuerySet(models.QuerySet["Photo"]):
    def covers(self) -> Self:
        """The first photo of each listing."""
        first = self.model.objects.filter(listing=models.OuterRef("listing"))
        return self.filter(pk=models.Subquery(first.values("pk")[:1]))


class Photo(models.Model):
    """A photo of a listing: upright, without metadata, stored in several widths.

    On upload, `accounts.images.reencoding` resizes and re-encodes it, `listings.gallery` adds it.
    """

    MAX_PER_LISTING = 12

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="photos")
    image = PictureField(upload_to="photos/%Y/%m/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    description = models.CharField(max_length=120, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    # Chosen by the sender, so that a retry after a lost connection doesn't add a duplicate.
    nonce = models.UUIDField(null=True, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["listing", "position"]),
            # Each request for a photo checks whose it is.
            models.Index(fields=["image"], name="listings_photo_image"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["listing", "nonce"], name="listings_photo_once")
        ]

    def __str__(self) -> str:
        return self.description or f"Photo {self.position + 1}"

    @property
    def largest_url(self) -> str:
        """The URL of the widest copy."""
        return self.urls[-1][1] if self.urls else self.image.url

    @property
    def small_url(self) -> str:
        """The URL of the smallest copy that is sharp on a small card."""
        sharp = [url for width, url in self.urls if width >= MIN_CARD_WIDTH]
        return sharp[0] if sharp else self.largest_url

    @cached_property
    def urls(self) -> list[tuple[int, str]]:
        """(width in pixels, URL) of each copy, the narrowest first."""
        if not (widths := _widths(self.width, self.height)):
            return []
        # All copies are in one folder with the photo's name. Asking the field for each of them
        # would take half a millisecond.
        folder = self.image.storage.url(str(PurePosixPath(self.image.name).with_suffix("")))
        return [(width, f"{folder}/{width}w.webp") for width in widths]

    def remove_files(self) -> None:
        """Delete the photo and its smaller copies from the storage."""
        self.image.delete_all()
        self.image.storage.delete(self.image.name)


@lru_cache(maxsize=4096)
def _widths(width: int, height: int) -> list[int]:
    field = Photo._meta.get_field("image")
    size = {"max_width": field.container_width, "cols": field.grid_columns}
    return sorted(source_set((width, height), ratio=None, **size))


@receiver(post_delete, sender=Photo)
def remove_files_with_row(sender: type[Photo], instance: Photo, **kwargs: Any) -> None:
    """A signal, because photos are also deleted with their listing or its lister.

    After the commit, so that a rollback keeps the files. A failing storage is only logged: the row
    is deleted, as the person asked.
    """
    if instance.image:
        transaction.on_commit(instance.remove_files, robust=True)
