"""The forms of the second factor, limited by account and in the site's words."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as allauth
from allauth.mfa.totp import forms as totp
from django import forms

from accounts import rate_limits
from accounts.forms.entrance import Plain
from accounts.rate_limits import SECOND_FACTOR, SECOND_FACTOR_CODE, LimitReached, take

HINT = "From your authenticator app, or one of your recovery codes."


class LimitedCode(Plain):
    """A code is good once, in whichever process, and only so many are tried for an account."""

    labels = {"code": "Code"}
    help_texts = {"code": HINT}

    def clean_code(self) -> str:
        try:
            take(SECOND_FACTOR, self.user.pk)
        except LimitReached as reached:
            raise forms.ValidationError(reached.detail, code="rate_limited") from reached
        code = super().clean_code()
        try:
            take(SECOND_FACTOR_CODE, self.user.pk, code)
        except LimitReached as reached:
            raise get_adapter().validation_error("incorrect_code") from reached
        rate_limits.clear(SECOND_FACTOR, self.user.pk)
        return code


class AuthenticateForm(LimitedCode, allauth.AuthenticateForm):
    pass


class ReauthenticateForm(LimitedCode, allauth.ReauthenticateForm):
    pass


class ActivateTOTPForm(Plain, totp.ActivateTOTPForm):
    labels = {"code": "Code from the app"}
