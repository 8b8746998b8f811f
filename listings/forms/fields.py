"""Fields that take what people type, and say in one sentence what they'd rather have."""

import re

from django import forms

DOLLARS = re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(?P<cents>\d{1,2}))?", re.ASCII)
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
MOST_CENTS = 10_000_000


class CentsField(forms.CharField):
    """Dollars as one types them ("1,250", "$1250.50"), cents (int) inside; None when empty."""

    unit = "$"

    def __init__(self, *, least: int = 0, **options):
        self.least = least
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"widget": widget, "required": False} | options)

    def to_python(self, value):
        typed = re.sub(r"\s|^\s*\$", "", super().to_python(value))
        if not typed:
            return None
        if not (match := DOLLARS.fullmatch(typed)):
            raise forms.ValidationError("Write dollars, such as 1,250 or 1250.50.")
        cents = int(match["whole"].replace(",", "")) * 100
        return cents + int((match["cents"] or "0").ljust(2, "0"))

    def validate(self, value):
        super().validate(value)
        if value is not None and value > MOST_CENTS:
            raise forms.ValidationError("That is more than $100,000. Is there a zero too many?")
        if value is not None and value < self.least:
            raise forms.ValidationError(f"Write ${self.least // 100} or more.")

    def run_validators(self, value):
        """CharField's look at text; what there is to check was checked as it was read."""

    def prepare_value(self, value):
        if not isinstance(value, int):
            return value
        whole, cents = divmod(value, 100)
        return f"{whole:,}.{cents:02}" if cents else f"{whole:,}"

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class NumberField(forms.DecimalField):
    """A number between two ends, typed into a text field: a browser keeps what isn't one, too."""

    def __init__(self, *, least, most, whole=True, error_messages=None, **options):
        sentence = f"Write a {'whole ' if whole else ''}number from {least:,} to {most:,}."
        codes = ("invalid", "min_value", "max_value", "max_decimal_places")
        attrs = {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"}
        super().__init__(
            min_value=least,
            max_value=most,
            decimal_places=0 if whole else 1,
            widget=forms.TextInput(attrs=attrs),
            error_messages=dict.fromkeys(codes, sentence) | (error_messages or {}),
            **{"required": False} | options,
        )
        self.whole = whole

    def to_python(self, value):
        if isinstance(value, str):
            value = THOUSANDS.sub("", value)
        return super().to_python(value)

    def clean(self, value):
        number = super().clean(value)
        return int(number) if self.whole and number is not None else number

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else f"{value:g}"


class ProseField(forms.CharField):
    """Text of many lines; a line break counts as one letter, as it does in the browser."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")
