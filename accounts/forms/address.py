from django import forms

from accounts.email_addresses import normalize_address


class AddressField(forms.EmailField):
    """An email address; cleans to its normal form (see `accounts.email_addresses`)."""

    def clean(self, value: str | None) -> str:
        email = super().clean(value)
        return self.normalize(email) if email else email

    def normalize(self, text: str) -> str:
        return normalize_address(text)
