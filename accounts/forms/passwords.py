"""Changing a password, and resetting a forgotten one."""

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter

from accounts.forms.base import PASSWORD_HINT, AccountFormMixin
from accounts.forms.known_address import KnownAddressField
from accounts.forms.rate_limited import RateLimitedEmailMixin
from accounts.models import User
from accounts.verified_students import may_log_in_with


class ResetPasswordForm(RateLimitedEmailMixin, AccountFormMixin, allauth.ResetPasswordForm):
    address_field = KnownAddressField

    def clean_email(self) -> str:
        email: str = super().clean_email()
        users: list[User] = self.users  # type: ignore[has-type]  # allauth's
        self.users = [user for user in users if may_log_in_with(user, email)]
        return email


class ResetPasswordKeyForm(AccountFormMixin, allauth.ResetPasswordKeyForm):
    labels = {"password1": "New password"}
    help_texts = {"password1": PASSWORD_HINT}


class ChangePasswordForm(AccountFormMixin, allauth.ChangePasswordForm):
    labels = {"oldpassword": "Current password", "password1": "New password"}
    help_texts = {"password1": PASSWORD_HINT}

    def clean_oldpassword(self) -> str:
        """Check it through the adapter, which limits attempts."""
        password: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class SetPasswordForm(AccountFormMixin, allauth.SetPasswordForm):
    labels = {"password1": "New password"}
    help_texts = {"password1": PASSWORD_HINT}
