from django import forms

from listings.fair_housing import Hint, hints
from listings.forms.fields import ProseField
from listings.forms.step import StepForm
from listings.models import Listing
from listings.models.completeness import MIN_LENGTHS, length_message

TOO_LONG = {"max_length": "That’s %(show_value)d characters; %(limit_value)d is the limit."}


class DescriptionForm(StepForm):
    required_to_publish = {
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
        help_text="The light, the kitchen, the street, what it’s like to live there. Leave out "
        "phone numbers: people message you here.",
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages=TOO_LONG,
    )

    class Meta:
        model = Listing
        fields = ["title", "description"]

    def clean_title(self) -> str:
        return self._long_enough("title", " ".join(self.cleaned_data["title"].split()))

    def clean_description(self) -> str:
        return self._long_enough("description", self.cleaned_data["description"].strip())

    def fields_with_hints(self) -> list[tuple[forms.BoundField, list[Hint]]]:
        """Each field with the fair-housing hints about its text."""
        return [(field, hints(str(field.value() or ""))) for field in self]

    def _long_enough(self, name: str, text: str) -> str:
        if not self.instance.is_draft and len(text) < MIN_LENGTHS[name]:
            raise forms.ValidationError(length_message(name))
        return text
