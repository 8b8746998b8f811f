"""Fields that several forms use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files import File

from accounts.images import reencoding
from accounts.names import rules

NAME_HINT = "What listers and roommates see. A first name is enough."


class NameField(forms.CharField):
    """A user's display name, in one line: see `accounts.names`."""

    check = staticmethod(rules.check_person_name)

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "name"})
        defaults: dict[str, Any] = {"label": "Your name", "max_length": 60, "widget": widget}
        super().__init__(**defaults | options)

    def to_python(self, value: Any) -> str:
        return rules.clean_name(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        self.check(value)


class ConversationNameField(NameField):
    check = staticmethod(rules.check_conversation_name)


class PasswordInput(forms.PasswordInput):
    """A password field with a button that shows it, so that it is typed only once."""

    template_name = "accounts/widgets/password.html"


class PhotoField(forms.FileField):
    """An image, re-encoded by `accounts.images.reencoding`: its longer side has at most `max_side`
    pixels; if `square`, it is cropped."""

    widget = forms.FileInput(attrs={"accept": reencoding.ACCEPT})

    def __init__(
        self, *, max_side: int = reencoding.MAX_SIDE, square: bool = False, **options: Any
    ) -> None:
        self.max_side = max_side
        self.square = square
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> File[bytes] | None:
        file: File[bytes] | None = super().clean(data, initial)
        if not file:
            return file
        return reencoding.prepare(file, max_side=self.max_side, square=self.square)
