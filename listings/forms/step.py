from typing import Any

from django import forms
from django.db import transaction
from django.forms.renderers import TemplatesSetting

from listings.models import Listing
from listings.models.expiry import EXPIRY_COLUMNS


class StepRenderer(TemplatesSetting):
    """Renders fields with an element for the errors that arrive while the user types."""

    field_template_name = "listings/manage/field.html"


class StepForm(forms.ModelForm):
    """One step. A draft may leave anything empty; a published listing stays complete.

    Every valid field is stored, even if others are invalid.
    """

    default_renderer = StepRenderer
    use_required_attribute = False
    # The fields that a published listing needs, with the error when they are empty.
    required_to_publish: dict[str, str] = {}
    # Fields that aren't required, but aren't labeled optional either.
    not_optional: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Fields that `store` skips in addition to those with errors.
        self.not_stored: set[str] = set()
        self.adapt_to_listing()
        for name, field in self.fields.items():
            is_expected = name in self.required_to_publish or name in self.not_optional
            field.is_optional = not (is_expected or field.required)
            if not field.widget.use_fieldset:
                help_id = f"id_{name}_helptext " if field.help_text else ""
                field.widget.attrs["aria-describedby"] = f"{help_id}id_{name}_errors"
            if name in self.required_to_publish and not self.instance.is_draft:
                field.required = True
                field.error_messages["required"] = self.required_to_publish[name]

    def adapt_to_listing(self) -> None:
        """Adapt labels and help texts to the kind of listing."""

    def store(self) -> Listing:
        """Write the valid fields to the present row of the listing, and return that. Raises
        ListingDeleted."""
        valid = self.cleaned_data.keys() - self.errors.keys() - self.not_stored
        with transaction.atomic():
            listing = Listing.objects.lock(self.instance.pk)
            columns = [name for name in self._meta.fields if name in valid]
            for name in columns:
                setattr(listing, name, self.cleaned_data[name])
            if listing.is_open:  # editing it confirms that it is available
                listing.mark_confirmed()
            listing.save_and_record(update_fields=[*columns, *EXPIRY_COLUMNS])
            self.store_related(listing, valid)
        return listing

    def store_related(self, listing: Listing, valid: set[str]) -> None:
        """Write what isn't a column of the listing."""
