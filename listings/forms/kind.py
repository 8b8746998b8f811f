from django import forms

from listings.forms.step import StepForm
from listings.models import Listing

SPACES = [
    ("room", "A room", "One room for rent; the rest is shared"),
    ("entire", "The entire place", "A studio, an apartment or a house"),
]
LEASE_KINDS = [
    ("lease", "A lease", "A new lease with you or the landlord"),
    ("sublet", "A sublet", "You keep your lease; someone else lives there for a while"),
    ("takeover", "A lease takeover", "Someone takes over the rest of your lease"),
]


class KindForm(StepForm):
    class Meta:
        model = Listing
        fields = ["space", "lease_kind"]
        widgets = {"space": forms.RadioSelect, "lease_kind": forms.RadioSelect}

    def clean_lease_kind(self) -> str:
        kind = self.cleaned_data["lease_kind"]
        listing = self.instance
        if not listing.is_draft and kind != "lease" and not listing.available_until:
            raise forms.ValidationError(
                "A sublet or a takeover has a last day. Set it under Dates first."
            )
        return kind

    def choices(self) -> list[tuple[forms.BoundField, list[tuple[str, str, str]]]]:
        """Both questions with their cards: (bound field, [(value, title, description)])."""
        return [(self["space"], SPACES), (self["lease_kind"], LEASE_KINDS)]
