from django.db import models
from pictures.models import PictureField

from listings.models.listing import Listing


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

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["listing", "position"])]

    def __str__(self):
        return self.description or f"Photo {self.position + 1}"
