from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from listings.forms.step import StepForm
from listings.models import Listing
from listings.models.completeness import NO_START

YEARS_BACK, YEARS_AHEAD = 3, 4
FORMATS = ["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%b %d, %Y", "%B %d, %Y"]


def date_field(**options: Any) -> forms.DateField:
    return forms.DateField(
        required=False,
        input_formats=FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a date, such as 9/1/2027."},
        **options,
    )


class DatesForm(StepForm):
    required_to_publish = {"available_from": NO_START}

    available_from = date_field(label="Available from")
    available_until = date_field(label="Available until")

    class Meta:
        model = Listing
        fields = ["available_from", "available_until"]

    def adapt_to_listing(self) -> None:
        field = self.fields["available_until"]
        if self.instance.needs_end_date:
            kind = self.instance.get_lease_kind_display().lower()
            self.required_to_publish = self.required_to_publish | {
                "available_until": self.instance.no_end_message
            }
            field.help_text = f"The last day of the {kind}."
        else:
            field.help_text = "Leave it blank if the lease has no fixed end."

    def clean_available_from(self) -> date | None:
        return self._within_reach("available_from")

    def clean_available_until(self) -> date | None:
        last = self._within_reach("available_until")
        moved = "available_until" in self.changed_data
        if last and moved and last < timezone.localdate():
            raise forms.ValidationError("That day has passed.")
        return last

    def clean(self) -> dict[str, Any]:
        listing, cleaned = self.instance, super().clean()
        first = cleaned.get("available_from", listing.available_from)
        last = cleaned.get("available_until", listing.available_until)
        if first and last and last <= first:
            self.add_error("available_until", "The last day has to be after the first.")
            self.not_stored = {"available_from", "available_until"}
        return cleaned

    def _within_reach(self, name: str) -> date | None:
        day, today = self.cleaned_data[name], timezone.localdate()
        if day and day < today - timedelta(days=366 * YEARS_BACK):
            raise forms.ValidationError("That was years ago. Check the year.")
        if day and day > today + timedelta(days=366 * YEARS_AHEAD):
            raise forms.ValidationError("That’s years away. Check the year.")
        return day
