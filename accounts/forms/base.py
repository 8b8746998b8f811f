"""What the account forms share: the site's own texts in place of allauth's."""

from typing import Any

from django import forms

from accounts.forms.address import AddressField
from accounts.forms.fields import PasswordInput

PASSWORD_HINT = "At least 8 characters, and not a common password."  # noqa: S105


class AccountFormMixin(forms.Form):
    """Sets labels and help texts, removes placeholders, adds a button that shows the password, and
    cleans email addresses to their normal form."""

    address_field: type[AddressField] = AddressField
    labels: dict[str, str] = {}
    help_texts: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One password field is enough: its button shows what was typed.
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            if isinstance(field, forms.EmailField):
                field = self.fields[name] = self.address_field(widget=field.widget)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field.widget, forms.PasswordInput):
                field.widget = PasswordInput(attrs=field.widget.attrs)
