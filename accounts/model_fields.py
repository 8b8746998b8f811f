from collections.abc import Sequence
from typing import Any

from django.db import models
from django.forms import Field

from accounts.email_addresses import normalize_address
from accounts.forms.address import AddressField as AddressFormField


class AddressField(models.EmailField):  # type: ignore[type-arg]  # generic only in the stubs
    """An email address in normal form (see `accounts.email_addresses`).

    Validating and inserting normalize it, and raise ValidationError if it has no normal form. A row
    that already has such an address can still be saved.
    """

    def clean(self, value: str, model_instance: models.Model | None) -> str:
        email: str = super().clean(normalize_address(value) if value else value, model_instance)
        return email

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        if add:
            setattr(
                model_instance,
                self.attname,
                normalize_address(self.value_from_object(model_instance)),
            )
        email: str = super().pre_save(model_instance, add)
        return email

    def formfield(self, **options: Any) -> Field | None:  # type: ignore[override]  # all optional
        return super().formfield(**{"form_class": AddressFormField} | options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """In migrations, the EmailField that it replaced: the column is the same."""
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.EmailField", arguments, options
