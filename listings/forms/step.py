from django import forms
from django.db import transaction
from django.forms.renderers import TemplatesSetting

from listings.models import Listing
from listings.models.expiry import EXPIRY_COLUMNS


class StepRenderer(TemplatesSetting):
    """Fields with a place for what is said about them while one types."""

    field_template_name = "listings/manage/field.html"


class StepForm(forms.ModelForm):
    """One step. A draft may leave anything open; what others already see stays complete.

    Every valid field is stored, however many of its neighbors are not.
    """

    default_renderer = StepRenderer
    use_required_attribute = False
    # What a published listing can't be without.
    needed: dict[str, str] = {}
    # What isn't called optional all the same.
    asked: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.held = set()
        self.adapt()
        for name, field in self.fields.items():
            field.needed = name in self.needed or name in self.asked or field.required
            if not field.widget.use_fieldset:
                help_id = f"id_{name}_helptext " if field.help_text else ""
                field.widget.attrs["aria-describedby"] = f"{help_id}id_{name}_errors"
            if name in self.needed and not self.instance.is_draft:
                field.required = True
                field.error_messages["required"] = self.needed[name]

    def adapt(self):
        """Fit the questions to what is offered."""

    def store(self) -> Listing:
        """Write what is valid to the listing as it is now, and return that."""
        valid = self.cleaned_data.keys() - self.errors.keys() - self.held
        with transaction.atomic():
            listing = Listing.objects.select_for_update().get(pk=self.instance.pk)
            columns = [name for name in self._meta.fields if name in valid]
            for name in columns:
                setattr(listing, name, self.cleaned_data[name])
            if listing.is_open:  # whoever works on it knows that it stands
                listing.mark_confirmed()
            listing.save(update_fields=[*columns, *EXPIRY_COLUMNS])
            self.store_related(listing, valid)
        return listing

    def store_related(self, listing, valid: set[str]):
        """Write what isn't a column of the listing."""
