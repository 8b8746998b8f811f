from django import forms

from listings.models import SavedSearch


class SavedSearchForm(forms.ModelForm):
    """The name and the alerts of a saved search. Its filters stay as they were saved."""

    class Meta:
        model = SavedSearch
        fields = ["name", "alert_frequency"]
        error_messages = {"name": {"required": "Give it a name."}}

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())
