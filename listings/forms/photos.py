from typing import Any

from django import forms

from accounts.images.decoder import MEGABYTE
from accounts.images.reencoding import ACCEPT, MAX_BYTES, MAX_SIDE
from listings import gallery
from listings.forms.step import StepRenderer
from listings.models import Listing, Photo


class PhotosForm(forms.Form):
    """The descriptions of the photos. The photos themselves are uploaded by `views.photos`."""

    default_renderer = StepRenderer
    use_required_attribute = False
    rules = {
        "max_files": Photo.MAX_PER_LISTING,
        "max_bytes": MAX_BYTES,
        "megabytes": MAX_BYTES // MEGABYTE,
        "max_side": MAX_SIDE,
        "accept": ACCEPT,
    }

    def __init__(self, data: Any = None, *, instance: Listing) -> None:
        super().__init__(data)
        self.instance = instance
        self.photos = list(instance.photos.all())
        for photo in self.photos:
            self.fields[self.field_name(photo)] = forms.CharField(
                label="What it shows",
                initial=photo.description,
                required=False,
                max_length=120,
                error_messages={
                    "max_length": "That’s too long: %(limit_value)d characters is the limit."
                },
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def rows(self) -> list[tuple[Photo, forms.BoundField]]:
        """Each photo with the field of its description."""
        return [(photo, self[self.field_name(photo)]) for photo in self.photos]

    def store(self) -> Listing:
        """Raises ListingDeleted."""
        changed = {
            photo.pk: self.cleaned_data[self.field_name(photo)]
            for photo in self.photos
            if self.cleaned_data.get(self.field_name(photo), photo.description) != photo.description
        }
        if changed:
            gallery.describe(self.instance, changed)
        return self.instance

    @staticmethod
    def field_name(photo: Photo) -> str:
        return f"description-{photo.pk}"
