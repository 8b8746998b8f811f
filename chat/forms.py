import re
from contextlib import contextmanager

from django import forms
from django.core.exceptions import ValidationError

from accounts.email_addresses import normalize_address
from accounts.forms.fields import ConversationNameField
from chat.errors import ChatError

MOST_INVITED = 20
# As mail programs copy a recipient: `Ben Doe <ben@example.com>`.
NAMED = re.compile(r"[^<>]*<([^<>]*)>")


@contextmanager
def refusals_in(form):
    """What is refused in here is said above the form, which is then shown again."""
    try:
        yield
    except ChatError as error:
        form.add_error(None, error.detail)


class InvitationForm(forms.Form):
    invite = forms.CharField(
        label="Who should join?",
        max_length=5000,
        help_text="Email addresses, one a line. They join once they accept.",
        error_messages={"required": "Write the address of whom you want in it."},
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_invite(self) -> list[str]:
        parts = re.split(r"[,;\r\n]", self.cleaned_data["invite"])
        pasted = [part.strip() for part in parts if part.strip()]
        if len(pasted) > MOST_INVITED:
            raise ValidationError(f"Invite at most {MOST_INVITED} people at once.")
        return [_address_in(part) for part in pasted]


def _address_in(part: str) -> str:
    named = NAMED.fullmatch(part)
    try:
        return normalize_address(named[1] if named else part)
    except ValidationError:
        raise ValidationError(f"“{part}” isn't an email address.") from None


class NameForm(forms.Form):
    # It appears in emails to people who may not know the site.
    name = ConversationNameField(
        label="What is it about?",
        max_length=80,
        error_messages={"required": "Give it a name, so that people know what they join."},
        widget=forms.TextInput(attrs={"placeholder": "Roommates for fall", "autocomplete": "off"}),
    )


class NewConversationForm(NameForm, InvitationForm):
    field_order = ["name", "invite"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # One may begin alone, and invite later.
        self.fields["invite"].required = False


class SearchForm(forms.Form):
    """What is looked for, and in which conversation (`in`), where it is one of them."""

    q = forms.CharField(
        required=False,
        max_length=200,
        error_messages={"max_length": "Search for 200 characters at the most."},
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": "Search your messages",
                "autocomplete": "off",
                "enterkeyhint": "search",
            }
        ),
    )
