from django import forms

from listings.forms.step import StepForm
from listings.geography import streets
from listings.geography.distance import meters_between
from listings.geography.landmarks import LANDMARKS
from listings.models import Listing

CAMPUS = next(mark.point for mark in LANDMARKS if mark.slug == "norris")
FARTHEST_METERS = 60_000
METERS_PER_MILE = 1_609.344
HOME_TOWN = "evanston"


def line(autocomplete):
    return forms.TextInput(attrs={"autocomplete": autocomplete})


def coordinate():
    return forms.FloatField(
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": "Put the pin on the map again."},
    )


def locate(address, city):
    """(latitude, longitude) of an address in Evanston; None elsewhere and where it isn't known."""
    return streets.locate(address) if city.strip().lower() == HOME_TOWN else None


class PlaceForm(StepForm):
    """The pin follows the address until somebody puts it where it belongs by hand."""

    # Not required, as a pin alone will do; but nobody should take them for an aside.
    asked = ("address", "city", "state")

    city = forms.CharField(
        required=False, max_length=60, widget=line("address-level2"), empty_value="Evanston"
    )
    state = forms.CharField(required=False, max_length=20, widget=line("address-level1"))
    latitude = coordinate()
    longitude = coordinate()
    by_hand = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Listing
        fields = ["address", "unit_number", "city", "state"]
        fields += ["address_shared", "latitude", "longitude"]
        labels = {"address": "Street and number", "unit_number": "Apartment"}
        widgets = {"address": line("address-line1"), "unit_number": line("address-line2")}

    def adapt(self):
        self.stored = {name: getattr(self.instance, name) for name in self._meta.fields}
        self.note = ""

    def clean_state(self):
        state = self.cleaned_data["state"].rstrip(".").upper() or "IL"
        state = {"ILLINOIS": "IL", "ILL": "IL"}.get(state, state)
        if not (len(state) == 2 and state.isascii() and state.isalpha()):
            raise forms.ValidationError("Write the two letters of the state, such as IL.")
        return state

    def clean(self):
        cleaned = super().clean()
        if self.errors.keys() & {"address", "latitude", "longitude"}:
            self.held = {"latitude", "longitude"}
            return cleaned
        pin = self._pin(cleaned)
        cleaned["latitude"], cleaned["longitude"] = pin or (None, None)
        if pin:
            self._check_reach(pin)
        else:
            self._ask_for_pin(cleaned["address"])
        return cleaned

    def pin(self):
        """Where the map shows the pin: (latitude, longitude) or None."""
        where = self.stored if not self.is_bound or self.held else self.cleaned_data
        point = where["latitude"], where["longitude"]
        return None if None in point else point

    def _pin(self, cleaned):
        put = cleaned.get("latitude"), cleaned.get("longitude")
        if cleaned.get("by_hand") and None not in put:
            return put
        here = cleaned["address"], cleaned.get("city", self.stored["city"])
        before = self.stored["address"], self.stored["city"]
        has = self.stored["latitude"], self.stored["longitude"]
        if None not in has and here == before:
            return has
        if found := locate(*here):
            return found
        # A pin that followed the old address says nothing about the new one.
        by_hand = None not in has and has != locate(*before)
        return has if by_hand else None

    def _check_reach(self, pin):
        meters = meters_between(pin, CAMPUS)
        if meters > FARTHEST_METERS:
            miles = round(meters / METERS_PER_MILE)
            self.held = {"latitude", "longitude"}
            self.add_error(
                "latitude", f"That is {miles:,} miles from campus. Put the pin within 37 miles."
            )

    def _ask_for_pin(self, address):
        street = streets.street_of(address)
        if street:
            self.note = f"We know {street}, but not this number. Put the pin where the home is."
        elif address:
            self.note = "We don't know this street. Put the pin where the home is."
        if not street and not self.instance.is_draft:
            self.held = set(self._meta.fields)
            self.add_error("address", self.note or "Write the street and the number.")
