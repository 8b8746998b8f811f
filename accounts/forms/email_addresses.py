"""Adding an email address to an account, and confirming it."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings

from accounts.forms.base import AccountFormMixin
from accounts.forms.rate_limited import RateLimitedCodeMixin, RateLimitedEmailMixin
from accounts.models import User


class AddEmailForm(RateLimitedEmailMixin, AccountFormMixin, allauth.AddEmailForm):
    labels = {"email": "Another email address"}


class ConfirmEmailForm(RateLimitedCodeMixin, AccountFormMixin, allauth.BaseConfirmCodeForm):
    """Takes the six digits that were emailed to `email`.

    `user` is None if somebody signed up with the address of an existing account: the form looks the
    same but accepts no code.
    """

    labels = {"code": "Code from the email"}

    def __init__(
        self, *args: Any, user: User | None = None, email: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.email = email
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}

    def account_email(self) -> str:
        return self.email

    def clean_code(self) -> str:
        code = super().clean_code()
        if self.user is None:
            raise get_adapter().validation_error("incorrect_code")
        others = EmailAddress.objects.exclude(user=self.user)
        if others.filter(email=self.email, verified=True).exists():
            raise get_adapter().validation_error("email_taken")
        is_new = not self.user.emailaddress_set.filter(email=self.email).exists()
        if is_new and not EmailAddress.objects.can_add_email(self.user):
            most = settings.ACCOUNT_MAX_EMAIL_ADDRESSES
            raise get_adapter().validation_error("max_email_addresses", most)
        return code
