from typing import Any

from django import forms

from listings.forms.step import StepForm
from listings.geography import streets
from listings.geography.distance import Point, meters_between
from listings.geography.landmarks import LANDMARKS
from listings.models import Listing

CAMPUS = next(mark.point for mark in LANDMARKS if mark.slug == "norris")
MAX_METERS = 60_000  # 37 miles
METERS_PER_MILE = 1_609.344
HOME_TOWN = "evanston"


def text_input(autocomplete: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete})


def coordinate_field() -> forms.FloatField:
    return forms.FloatField(
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": "Put the pin on the map again."},
    )


def locate(address: str, city: str) -> Point | None:
    """The (latitude, longitude) of an address in Evanston; None if it is unknown or elsewhere."""
    return streets.locate(address) if city.strip().lower() == HOME_TOWN else None


class LocationForm(StepForm):
    """The pin follows the address until somebody moves it by hand."""

    # A pin alone is enough, but these shouldn't look unimportant.
    not_optional = ("address", "city", "state")

    city = forms.CharField(
        required=False, max_length=60, widget=text_input("address-level2"), empty_value="Evanston"
    )
    state = forms.CharField(required=False, max_length=20, widget=text_input("address-level1"))
    latitude = coordinate_field()
    longitude = coordinate_field()
    by_hand = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Listing
        fields = ["address", "unit_number", "city", "state"]
        fields += ["address_shared", "latitude", "longitude"]
        labels = {"address": "Street and number", "unit_number": "Apartment"}
        widgets = {
            "address": text_input("address-line1"),
            "unit_number": text_input("address-line2"),
        }

    def adapt_to_listing(self) -> None:
        self.saved = {name: getattr(self.instance, name) for name in self._meta.fields}
        self.note = ""

    def clean_state(self) -> str:
        state = self.cleaned_data["state"].rstrip(".").upper() or "IL"
        state = {"ILLINOIS": "IL", "ILL": "IL"}.get(state, state)
        if not (len(state) == 2 and state.isascii() and state.isalpha()):
            raise forms.ValidationError("Enter the two letters of the state, such as IL.")
        return state

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors.keys() & {"address", "latitude", "longitude"}:
            self.not_stored = {"latitude", "longitude"}
            return cleaned
        pin = self._pin(cleaned)
        cleaned["latitude"], cleaned["longitude"] = pin or (None, None)
        if pin:
            self._check_reach(pin)
        else:
            self._ask_for_pin(cleaned["address"])
        return cleaned

    def pin(self) -> Point | None:
        """Where the map shows the pin."""
        values = self.saved if not self.is_bound or self.not_stored else self.cleaned_data
        point = values["latitude"], values["longitude"]
        return None if None in point else point

    def _pin(self, cleaned: dict[str, Any]) -> Point | None:
        sent = cleaned.get("latitude"), cleaned.get("longitude")
        if cleaned.get("by_hand") and None not in sent:
            return sent
        address = cleaned["address"], cleaned.get("city", self.saved["city"])
        old_address = self.saved["address"], self.saved["city"]
        old_pin = self.saved["latitude"], self.saved["longitude"]
        if None not in old_pin and address == old_address:
            return old_pin
        if found := locate(*address):
            return found
        # A pin that followed the old address says nothing about the new one.
        was_moved = None not in old_pin and old_pin != locate(*old_address)
        return old_pin if was_moved else None

    def _check_reach(self, pin: Point) -> None:
        meters = meters_between(pin, CAMPUS)
        if meters > MAX_METERS:
            miles = round(meters / METERS_PER_MILE)
            self.not_stored = {"latitude", "longitude"}
            self.add_error(
                "latitude", f"That’s {miles:,} miles from campus. Put the pin within 37 miles."
            )

    def _ask_for_pin(self, address: str) -> None:
        street = streets.street_of(address)
        if street:
            self.note = f"We know {street}, but not this number. Put the pin where the home is."
        elif address:
            self.note = "We don’t know this street. Put the pin where the home is."
        if not street and not self.instance.is_draft:
            self.not_stored = set(self._meta.fields)
            self.add_error("address", self.note or "Enter the street and number.")
