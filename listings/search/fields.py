"""Form fields that read a query, and say in a sentence what they couldn't read."""

from django import forms
from django.core.exceptions import ValidationError

from listings.geography.landmarks import Landmark
from listings.search.bounds import Bounds

YES = ("1", "true", "on", "yes")
NO = ("0", "false", "off", "no")


def always(sentence: str) -> dict[str, str]:
    """Error messages of a number that say the same whatever is wrong with it."""
    codes = ("invalid", "min_value", "max_value", "max_digits")
    return dict.fromkeys((*codes, "max_decimal_places", "max_whole_digits"), sentence)


class DollarsField(forms.IntegerField):
    """Whole dollars, also as people write them: `$1,250`."""

    MOST = 100_000

    def __init__(self, **options):
        sentence = "Rent is a whole number of dollars, like 900."
        super().__init__(
            required=False,
            min_value=0,
            max_value=self.MOST,
            error_messages={
                "invalid": sentence,
                "min_value": "Rent can't be below $0.",
                "max_value": f"Rent can't be above ${self.MOST:,}.",
            },
            **options,
        )

    def to_python(self, value):
        return super().to_python(str(value or "").strip().removeprefix("$").replace(",", ""))


class YesField(forms.Field):
    """A switch: 1, true, on or yes."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False)

    def clean(self, value) -> bool:
        word = (value or "").strip().lower()
        if word and word not in YES + NO:
            raise ValidationError("This is either 1 or left out.")
        return word in YES


class SeveralField(forms.MultipleChoiceField):
    """Any of its choices, in their order and once each. Others are refused by `unknown`."""

    def __init__(self, choices, **options):
        super().__init__(
            choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **options
        )

    def clean(self, value) -> tuple[str, ...]:
        return tuple(slug for slug, _ in self.choices if slug in (value or []))

    def unknown(self, value) -> list[str]:
        return [slug for slug in value if slug and not self.valid_value(slug)]


class LandmarksField(SeveralField):
    """As SeveralField, of slugs into landmarks."""

    def __init__(self, landmarks, **options):
        super().__init__([(mark.slug, mark.name) for mark in landmarks], **options)
        self.landmarks = landmarks

    def clean(self, value) -> tuple[Landmark, ...]:
        return tuple(mark for mark in self.landmarks if mark.slug in (value or []))


class BoundsField(forms.CharField):
    widget = forms.HiddenInput

    def __init__(self, **options):
        super().__init__(required=False, max_length=200, **options)

    def clean(self, value) -> Bounds | None:
        text = super().clean(value)
        return Bounds.read(text) if text else None
