"""Fields that more than one form has."""

from typing import Any

from django import forms

from accounts.images import reencoding
from accounts.names import rules


class NameField(forms.CharField):
    """A person's display name, in one line: see `accounts.names`."""

    check = staticmethod(rules.check_person_name)

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "name"})
        super().__init__(**{"label": "Your name", "max_length": 60, "widget": widget} | options)

    def to_python(self, value: Any) -> str:
        return rules.clean_name(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        self.check(value)


class ConversationNameField(NameField):
    check = staticmethod(rules.check_conversation_name)


class PasswordInput(forms.PasswordInput):
    """A password that is typed once, so it can be looked at."""

    template_name = "accounts/widgets/password.html"


class PhotoField(forms.FileField):
    """An image, re-encoded by `accounts.images.reencoding`."""

    widget = forms.FileInput(attrs={"accept": reencoding.ACCEPT})

    def __init__(self, *, longest=reencoding.LONGEST, square=False, **options):
        self.shape = {"longest": longest, "square": square}
        super().__init__(**options)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        return reencoding.prepare(file, **self.shape) if file else file
