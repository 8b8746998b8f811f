"""Form fields that read a query string, with a sentence for what they can't read."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from listings.geography.bounds import Bounds
from listings.geography.landmarks import Landmark

YES = ("1", "true", "on", "yes")
NO = ("0", "false", "off", "no")


def always(sentence: str) -> dict[str, str]:
    """Error messages of a number field that say the same whatever is wrong."""
    codes = ("invalid", "min_value", "max_value", "max_digits")
    return dict.fromkeys((*codes, "max_decimal_places", "max_whole_digits"), sentence)


class WholeDollarsField(forms.IntegerField):
    """Whole dollars, also as people write them: `$1,250`. `forms.fields.CentsField` reads cents."""

    MAX = 100_000

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            min_value=0,
            max_value=self.MAX,
            error_messages={
                "invalid": "Rent is a whole number of dollars, like 900.",
                "min_value": "Rent can’t be below $0.",
                "max_value": f"Rent can’t be above ${self.MAX:,}.",
            },
            **options,
        )

    def to_python(self, value: Any) -> int | None:
        return super().to_python(str(value or "").strip().removeprefix("$").replace(",", ""))


class YesField(forms.Field):
    """A switch: 1, true, on or yes."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: str | None) -> bool:
        word = (value or "").strip().lower()
        if word and word not in YES + NO:
            raise ValidationError("This is either 1 or left out.")
        return word in YES


class SeveralField(forms.MultipleChoiceField):
    """Any of its choices, in their order and once each. `unknown` finds the invalid ones."""

    def __init__(self, choices: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(
            choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **options
        )
        self.slugs = [slug for slug, _ in choices]

    def clean(self, value: list[str] | None) -> tuple[Any, ...]:
        return tuple(slug for slug in self.slugs if slug in (value or []))

    def unknown(self, value: Iterable[str]) -> list[str]:
        return [slug for slug in value if slug and not self.valid_value(slug)]


class LandmarksField(SeveralField):
    """As SeveralField, from slugs to landmarks."""

    def __init__(self, landmarks: Sequence[Landmark], **options: Any) -> None:
        super().__init__([(mark.slug, mark.name) for mark in landmarks], **options)
        self.landmarks = landmarks

    def clean(self, value: list[str] | None) -> tuple[Landmark, ...]:
        return tuple(mark for mark in self.landmarks if mark.slug in (value or []))


class BoundsField(forms.CharField):
    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=200, **options)

    def clean(self, value: str | None) -> Bounds | None:
        text = super().clean(value)
        return Bounds.read(text) if text else None


def written(value: Any) -> str | list[str]:
    """A value that one of these fields has read, as a query has it."""
    if isinstance(value, bool):
        return "1"
    if isinstance(value, tuple):
        return [str(getattr(choice, "slug", choice)) for choice in value]
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
