from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser

from accounts.forms.fields import NameField, PhotoField


class ProfileForm(forms.ModelForm):
    HABITS = ("sleep", "cleaning", "guests", "noise", "smoking", "pets")

    name = NameField(help_text="What listers and roommates see. A first name is enough.")

    class Meta:
        model = get_user_model()
        fields = ("name", "about", "sleep", "cleaning", "guests", "noise", "smoking", "pets")
        widgets = {
            "about": forms.Textarea(attrs={"rows": 5, "maxlength": 1000}),
        }
        help_texts = {
            "about": "What you study or do, what you are looking for, what living with you is like."
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for habit in self.HABITS:
            answers = self.fields[habit].choices[1:]
            self.fields[habit].widget = forms.RadioSelect(choices=[("", "Not said"), *answers])

    def save(self) -> AbstractBaseUser:
        """Writes these columns alone. The row as it was loaded would undo what has changed since:
        a closed account would be open again, and a replaced password good."""
        self.instance.save(update_fields=self.Meta.fields)
        return self.instance

    def habits(self):
        return [self[habit] for habit in self.HABITS]


class PhotoForm(forms.Form):
    photo = PhotoField(
        label="Your photo",
        longest=1024,
        square=True,
        error_messages={"required": "Choose a photo first."},
    )
