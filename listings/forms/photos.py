from django import forms

from accounts.images.reencoding import ACCEPT, LONGEST, MEGABYTE, MOST_BYTES
from listings import gallery
from listings.forms.step import StepRenderer
from listings.models import Photo


class PhotosForm(forms.Form):
    """What each photo shows, in words; the pictures themselves come in by a way of their own."""

    default_renderer = StepRenderer
    use_required_attribute = False
    rules = {
        "most": Photo.MAX_PER_LISTING,
        "heaviest": MOST_BYTES,
        "megabytes": MOST_BYTES // MEGABYTE,
        "longest": LONGEST,
        "accept": ACCEPT,
    }

    def __init__(self, data=None, *, instance):
        super().__init__(data)
        self.instance = instance
        self.photos = list(instance.photos.all())
        for photo in self.photos:
            self.fields[self.name_of(photo)] = forms.CharField(
                label="What it shows",
                initial=photo.description,
                required=False,
                max_length=120,
                error_messages={"max_length": "That is long: %(limit_value)d letters fit."},
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def rows(self):
        """Each photo with the field that describes it."""
        return [(photo, self[self.name_of(photo)]) for photo in self.photos]

    def store(self):
        words = {
            photo.pk: self.cleaned_data[self.name_of(photo)]
            for photo in self.photos
            if self.cleaned_data.get(self.name_of(photo), photo.description) != photo.description
        }
        if words:
            gallery.describe(self.instance, words)
        return self.instance

    @staticmethod
    def name_of(photo: Photo) -> str:
        return f"description-{photo.pk}"
