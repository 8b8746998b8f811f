from django import forms

from listings.models import SavedSearch


class SavedSearchForm(forms.ModelForm):
    """What one may change of a saved search; what it looks for stays as it was saved."""

    class Meta:
        model = SavedSearch
        fields = ["name", "alert_frequency"]
        error_messages = {"name": {"required": "Give it a name by which you know it."}}

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())
