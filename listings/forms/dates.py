from datetime import timedelta

from django import forms
from django.utils import timezone

from listings.forms.step import StepForm
from listings.models import Listing

YEARS_BACK, YEARS_AHEAD = 3, 4
FORMATS = ["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%b %d, %Y", "%B %d, %Y"]


def day(**options):
    return forms.DateField(
        required=False,
        input_formats=FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write a date, such as 9/1/2027."},
        **options,
    )


class DatesForm(StepForm):
    needed = {"available_from": "Say from when it is free."}

    available_from = day(label="Available from")
    available_until = day(label="Available until")

    class Meta:
        model = Listing
        fields = ["available_from", "available_until"]

    def adapt(self):
        field = self.fields["available_until"]
        if self.instance.needs_end_date:
            kind = self.instance.get_lease_kind_display().lower()
            self.needed = self.needed | {"available_until": f"A {kind} has a last day: say which."}
            field.help_text = f"The last day of the {kind}."
        else:
            field.help_text = "Leave it blank if the lease has no fixed end."

    def clean_available_from(self):
        return self._within_reach("available_from")

    def clean_available_until(self):
        last = self._within_reach("available_until")
        moved = "available_until" in self.changed_data
        if last and moved and last < timezone.localdate():
            raise forms.ValidationError("That day has passed.")
        return last

    def clean(self):
        listing, cleaned = self.instance, super().clean()
        first = cleaned.get("available_from", listing.available_from)
        last = cleaned.get("available_until", listing.available_until)
        if first and last and last <= first:
            self.add_error("available_until", "The last day has to come after the first.")
            self.held = {"available_from", "available_until"}
        return cleaned

    def _within_reach(self, name):
        date, today = self.cleaned_data[name], timezone.localdate()
        if date and date < today - timedelta(days=366 * YEARS_BACK):
            raise forms.ValidationError("That is long past. Check the year.")
        if date and date > today + timedelta(days=366 * YEARS_AHEAD):
            raise forms.ValidationError("That is years away. Check the year.")
        return date
