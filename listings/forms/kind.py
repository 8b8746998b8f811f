from django import forms

from listings.forms.step import StepForm
from listings.models import Listing

SPACES = [
    ("room", "A room", "One room for rent, the rest is shared"),
    ("entire", "The entire place", "A studio, an apartment or a house"),
]
LEASE_KINDS = [
    ("lease", "A lease", "A new contract with you or the landlord"),
    ("sublet", "A sublet", "Your contract goes on, somebody else lives there for a while"),
    ("takeover", "A lease takeover", "Somebody takes on the rest of your contract"),
]


class KindForm(StepForm):
    class Meta:
        model = Listing
        fields = ["space", "lease_kind"]
        widgets = {"space": forms.RadioSelect, "lease_kind": forms.RadioSelect}

    def clean_lease_kind(self):
        kind = self.cleaned_data["lease_kind"]
        listing = self.instance
        if not listing.is_draft and kind != "lease" and not listing.available_until:
            raise forms.ValidationError(
                "A sublet or a takeover has a last day. Set it under Dates first."
            )
        return kind

    def choices(self):
        """The two questions with their cards: (bound field, [(value, title, words)])."""
        return [(self["space"], SPACES), (self["lease_kind"], LEASE_KINDS)]
