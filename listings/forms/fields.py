"""Form fields that read numbers as people type them, and answer anything else with one sentence."""

import re
from decimal import Decimal
from typing import Any

from django import forms

DOLLARS = re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(?P<cents>\d{1,2}))?", re.ASCII)
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
MAX_CENTS = 10_000_000


class CentsField(forms.CharField):
    """Dollars as people type them ("1,250", "$1250.50"), as cents; None when empty.

    Searches read whole dollars, with `search.fields.WholeDollarsField`.
    """

    unit = "$"

    def __init__(self, *, min_value: int = 0, **options: Any) -> None:
        self.min_value = min_value
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"widget": widget, "required": False} | options)

    def to_python(self, value: Any) -> int | None:
        typed = re.sub(r"\s|^\s*\$", "", super().to_python(value))
        if not typed:
            return None
        if not (match := DOLLARS.fullmatch(typed)):
            raise forms.ValidationError("Enter dollars, such as 1,250 or 1250.50.")
        cents = int(match["whole"].replace(",", "")) * 100
        return cents + int((match["cents"] or "0").ljust(2, "0"))

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is not None and value > MAX_CENTS:
            raise forms.ValidationError("That’s more than $100,000. Is there an extra zero?")
        if value is not None and value < self.min_value:
            raise forms.ValidationError(f"Enter at least ${self.min_value // 100}.")

    def run_validators(self, value: Any) -> None:
        """Run none, as those of CharField are for text."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        whole, cents = divmod(value, 100)
        return f"{whole:,}.{cents:02}" if cents else f"{whole:,}"

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class NumberField(forms.DecimalField):
    """A number in a range. A text input, because a number input loses what isn't a number."""

    def __init__(
        self,
        *,
        min_value: int,
        max_value: int,
        whole: bool = True,
        error_messages: dict[str, str] | None = None,
        **options: Any,
    ) -> None:
        sentence = f"Enter a {'whole ' if whole else ''}number from {min_value:,} to {max_value:,}."
        codes = ("invalid", "min_value", "max_value", "max_decimal_places")
        attrs = {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"}
        super().__init__(
            min_value=min_value,
            max_value=max_value,
            decimal_places=0 if whole else 1,
            widget=forms.TextInput(attrs=attrs),
            error_messages=dict.fromkeys(codes, sentence) | (error_messages or {}),
            **{"required": False} | options,
        )
        self.whole = whole

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = THOUSANDS.sub("", value)
        return super().to_python(value)

    def clean(self, value: Any) -> Decimal | int | None:
        number = super().clean(value)
        return int(number) if self.whole and number is not None else number

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else f"{value:g}"


class ProseField(forms.CharField):
    """Text of several lines; a line break counts as one character, as in browsers."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")
