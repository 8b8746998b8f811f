"""Logging in, by password or by an emailed login code, which `ConfirmLoginCodeForm` checks. An
address that an account has added but not confirmed doesn't log in to that account."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import unstash_login
from allauth.core import context

from accounts.forms.base import AccountFormMixin
from accounts.forms.known_address import KnownAddressField
from accounts.forms.rate_limited import RateLimitedCodeMixin, RateLimitedEmailMixin
from accounts.rate_limits.attempts import pending_login
from accounts.verified_students import may_log_in_with


class LoginForm(RateLimitedEmailMixin, AccountFormMixin, allauth.LoginForm):
    address_field = KnownAddressField
    labels = {"login": "Email"}

    def recipient(self) -> str | None:
        """The address if it isn't confirmed: logging in with it sends a code to it."""
        email: str = self.cleaned_data["login"]
        confirmed = self.user.emailaddress_set.filter(email=email.lower(), verified=True)
        return None if confirmed.exists() else email


class RequestLoginCodeForm(RateLimitedEmailMixin, AccountFormMixin, allauth.RequestLoginCodeForm):
    address_field = KnownAddressField

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if self._user and not may_log_in_with(self._user, email):  # type: ignore[has-type]
            self._user = None
        return email


class ConfirmLoginCodeForm(RateLimitedCodeMixin, AccountFormMixin, allauth.ConfirmLoginCodeForm):
    labels = {"code": "Code from the email"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}

    def account_email(self) -> str:
        return pending_login(context.request).email

    def clean_code(self) -> str:
        """Refuse the code if its address has been removed from the account since: allauth would add
        the address again and email it a code to confirm it."""
        code = super().clean_code()
        login = unstash_login(context.request, peek=True)
        if not may_log_in_with(login.user, login.email):
            raise get_adapter().validation_error("incorrect_code")
        return code
