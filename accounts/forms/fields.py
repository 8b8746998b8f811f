"""Fields that more than one form has."""

import re

from django import forms
from django.core.exceptions import ValidationError

from accounts import images

# Names stand in mails, where programs make a link of `evil.example` as well; J.R. Smith is a name.
LINK = re.compile(r"://|@|www\.|\w[.．。｡][^\W\d_]{2}", re.IGNORECASE)
NO_LINK = "Just a name, without a link or an address. After a dot goes a space."


class NameField(forms.CharField):
    """What others call a person or a conversation: one line, with something in it to read."""

    def __init__(self, **options):
        widget = forms.TextInput(attrs={"autocomplete": "name"})
        super().__init__(**{"label": "Your name", "max_length": 60, "widget": widget} | options)

    def to_python(self, value):
        visible = "".join(c if c.isprintable() else " " for c in super().to_python(value))
        return " ".join(visible.split())

    def validate(self, value):
        super().validate(value)
        if value and not any(letter.isalpha() for letter in value):
            raise ValidationError("A name has letters in it.", code="no_letters")
        if LINK.search(value):
            raise ValidationError(NO_LINK, code="link")


class PasswordInput(forms.PasswordInput):
    """A password that is typed once, so it can be looked at."""

    template_name = "accounts/widgets/password.html"


class PhotoField(forms.FileField):
    """An image, re-encoded by `accounts.images`."""

    widget = forms.FileInput(attrs={"accept": images.ACCEPT})

    def __init__(self, *, longest=images.LONGEST, square=False, **options):
        self.shape = {"longest": longest, "square": square}
        super().__init__(**options)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        return images.prepare(file, **self.shape) if file else file
