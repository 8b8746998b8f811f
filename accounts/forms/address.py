from django import forms

from accounts.addresses import normalize_address


class AddressField(forms.EmailField):
    """An email address; cleans to its normal form (see `accounts.addresses`)."""

    def clean(self, value: str | None) -> str:
        email = super().clean(value)
        return self.normalize(email) if email else email

    def normalize(self, text: str) -> str:
        return normalize_address(text)
