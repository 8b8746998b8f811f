from django import forms

from listings.fair_housing import hints
from listings.forms.fields import ProseField
from listings.forms.step import StepForm
from listings.models import Listing
from listings.models.completeness import MIN_DESCRIPTION_LENGTH, MIN_TITLE_LENGTH

TOO_LONG = {"max_length": "That is %(show_value)d letters; %(limit_value)d fit."}


class WordsForm(StepForm):
    needed = {
        "title": "Give it a title.",
        "description": "Describe the place in a few sentences.",
    }

    title = forms.CharField(
        max_length=90,
        required=False,
        help_text="What would make a friend look twice? “Sunny room, two blocks from Noyes”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages=TOO_LONG,
    )
    description = ProseField(
        max_length=5000,
        required=False,
        help_text="The light, the kitchen, the street, how life is there. Leave phone numbers "
        "out: people write to you here.",
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages=TOO_LONG,
    )

    class Meta:
        model = Listing
        fields = ["title", "description"]

    def clean_title(self):
        return self._long_enough(" ".join(self.cleaned_data["title"].split()), MIN_TITLE_LENGTH)

    def clean_description(self):
        return self._long_enough(self.cleaned_data["description"].strip(), MIN_DESCRIPTION_LENGTH)

    def hinted(self):
        """Each field with what fair housing has to say about its words: (bound field, hints)."""
        return [(field, hints(str(field.value() or ""))) for field in self]

    def _long_enough(self, words: str, least: int) -> str:
        if not self.instance.is_draft and len(words) < least:
            raise forms.ValidationError(f"Write {least} letters or more.")
        return words
