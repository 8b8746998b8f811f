from typing import Any

from django import forms

from accounts.forms.fields import NAME_HINT, NameField, PhotoField
from accounts.models import User


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    name = NameField(help_text=NAME_HINT)

    class Meta:
        model = User
        fields = ("name", "about", *User.HABITS)
        widgets = {
            "about": forms.Textarea(attrs={"rows": 5, "maxlength": 1000}),
        }
        help_texts = {
            "about": "What you study or do, what you are looking for, what living with you is like."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for habit in User.HABITS:
            answers = getattr(User, habit).field.flatchoices
            self.fields[habit].widget = forms.RadioSelect(choices=[("", "No answer"), *answers])

    def save(self, commit: bool = True) -> User:
        """Write only the columns of this form. The row as it was loaded would undo changes made
        since: it would reopen a closed account, or restore a replaced password."""
        user: User = self.instance
        user.save(update_fields=self.Meta.fields)
        return user

    def habits(self) -> list[forms.BoundField]:
        return [self[habit] for habit in User.HABITS]


class PhotoForm(forms.Form):
    photo = PhotoField(
        label="Your photo",
        max_side=1024,
        square=True,
        error_messages={"required": "Choose a photo first."},
    )
