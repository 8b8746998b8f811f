"""Forms that ask for the password again."""

from typing import Any

from allauth.account import forms as allauth

from accounts.forms.base import AccountFormMixin


class ReauthenticateForm(AccountFormMixin, allauth.ReauthenticateForm):
    pass


class DeletionForm(ReauthenticateForm):
    """Confirms that the account is to be deleted; without a field if it has no password."""

    labels = {"password": "Your password"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.user.has_usable_password():
            del self.fields["password"]
