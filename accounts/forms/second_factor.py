"""Second-factor forms with limits by account and the site's own texts."""

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as allauth
from allauth.mfa.totp import forms as totp

from accounts.forms.base import AccountFormMixin
from accounts.forms.rate_limited import RateLimitedCodeMixin
from accounts.models import User
from accounts.rate_limits.buckets import LimitReached, take
from accounts.rate_limits.limits import SECOND_FACTOR_CODES, USED_SECOND_FACTOR_CODE

HINT = "From your authenticator app, or one of your recovery codes."


class SecondFactorForm(RateLimitedCodeMixin, AccountFormMixin):
    """Each code works once, across all processes, and attempts are limited by account."""

    limits = SECOND_FACTOR_CODES
    user: User
    labels = {"code": "Code"}
    help_texts = {"code": HINT}

    def account_email(self) -> str:
        email: str = self.user.email
        return email

    def clean_code(self) -> str:
        code = super().clean_code()
        try:
            # As allauth compares it: `123 456` is the code that `123456` has used up.
            take(USED_SECOND_FACTOR_CODE, self.user.pk, normalize_user_code(code))
        except LimitReached as reached:
            raise get_adapter().validation_error("incorrect_code") from reached
        return code


class AuthenticateForm(SecondFactorForm, allauth.AuthenticateForm):
    pass


class ReauthenticateForm(SecondFactorForm, allauth.ReauthenticateForm):
    pass


class ActivateTOTPForm(AccountFormMixin, totp.ActivateTOTPForm):
    labels = {"code": "Code from the app"}
