import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.email_addresses import normalize_address
from accounts.forms.fields import ConversationNameField
from chat.errors import ChatError, NotFound

MAX_INVITED = 20
# As email programs copy a recipient: `Ben Doe <ben@example.com>`.
NAMED_ADDRESS = re.compile(r"[^<>]*<([^<>]*)>")


@contextmanager
def errors_added_to(form: forms.Form) -> Iterator[None]:
    """Add a ChatError to the form's errors, which the page shows above it. NotFound has a page of
    its own."""
    try:
        yield
    except NotFound:
        raise
    except ChatError as error:
        form.add_error(None, error.detail)


class InvitationForm(forms.Form):
    invite = forms.CharField(
        label="Who should join?",
        max_length=5000,
        help_text="Email addresses, one per line. People join once they accept.",
        error_messages={"required": "Enter the email address of someone to invite."},
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_invite(self) -> list[str]:
        parts = re.split(r"[,;\r\n]", self.cleaned_data["invite"])
        pasted = [part.strip() for part in parts if part.strip()]
        if len(pasted) > MAX_INVITED:
            raise ValidationError(f"You can invite at most {MAX_INVITED} people at once.")
        return [_address_in(part) for part in pasted]


def _address_in(part: str) -> str:
    named = NAMED_ADDRESS.fullmatch(part)
    try:
        return normalize_address(named[1] if named else part)
    except ValidationError:
        raise ValidationError(f"“{part}” isn’t an email address.") from None


class NameForm(forms.Form):
    # It appears in emails to people who may not know the site.
    name = ConversationNameField(
        label="What is it about?",
        max_length=80,
        error_messages={"required": "Give it a name so people know what they’re joining."},
        widget=forms.TextInput(attrs={"placeholder": "Roommates for fall", "autocomplete": "off"}),
    )


class NewConversationForm(NameForm, InvitationForm):
    field_order = ["name", "invite"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # People can be invited later.
        self.fields["invite"].required = False


class SearchForm(forms.Form):
    q = forms.CharField(
        required=False,
        max_length=200,
        error_messages={"max_length": "A search can have at most 200 characters."},
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": "Search your messages",
                "autocomplete": "off",
                "enterkeyhint": "search",
            }
        ),
    )
