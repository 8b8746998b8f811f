"""Form mixins that report a reached limit, and how long to wait, as a form error."""

from typing import Any

from allauth.core import context
from django import forms

from accounts.rate_limits import attempts
from accounts.rate_limits.buckets import Bucket, LimitReached, give_back_all, take_all
from accounts.rate_limits.limits import CODES, AttemptLimits


class RateLimitedEmailMixin(forms.Form):
    """A form whose POST sends an email to the address in it. Comes first among the bases."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        email = None if self.errors else self.recipient()
        if email:
            try:
                attempts.take_requested_email(context.request, email, *self.buckets())
            except LimitReached as reached:
                self.add_error(None, attempts.refusal(reached, attempts.TOO_MANY_EMAILS))
        return cleaned

    def recipient(self) -> str | None:
        email: str = self.cleaned_data["email"]
        return email

    def buckets(self) -> list[Bucket]:
        """Further buckets that a POST takes from."""
        return []


class RateLimitedCodeMixin(forms.Form):
    """A form that takes a code. Only wrong codes count. Comes first among the bases, one of which
    has `clean_code`."""

    limits: AttemptLimits = CODES

    def clean_code(self) -> str:
        buckets = attempts.buckets(self.limits, context.request, self.account_email())
        try:
            take_all(*buckets)
        except LimitReached as reached:
            raise attempts.refusal(reached) from reached
        code: str = super().clean_code()  # type: ignore[misc]  # of another base
        give_back_all(*buckets)
        return code

    def account_email(self) -> str:
        """The address that the code was requested for, which may have no account."""
        raise NotImplementedError
