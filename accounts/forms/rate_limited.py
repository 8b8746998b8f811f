"""Form mixins that report a reached limit, and how long to wait, as a form error."""

from allauth.core import context
from django import forms

from accounts.rate_limits import attempts
from accounts.rate_limits.buckets import LimitReached, give_back_all, take_all
from accounts.rate_limits.limits import CODES


class RateLimitedEmailMixin(forms.Form):
    """A form whose POST sends an email to the address in it. Comes first among the bases."""

    def clean(self) -> dict:
        cleaned = super().clean()
        email = None if self.errors else self.mailed_to()
        if email:
            try:
                attempts.take_requested_email(context.request, email, *self.buckets())
            except LimitReached as reached:
                self.add_error(None, attempts.refusal(reached, attempts.TOO_MANY_EMAILS))
        return cleaned

    def mailed_to(self) -> str | None:
        return self.cleaned_data["email"]

    def buckets(self) -> list[tuple]:
        """Further buckets that a POST takes from."""
        return []


class RateLimitedCodeMixin(forms.Form):
    """A form that takes a code. Only wrong ones count."""

    limits = CODES

    def clean_code(self) -> str:
        buckets = attempts.buckets(self.limits, context.request, self.account_email())
        try:
            take_all(*buckets)
        except LimitReached as reached:
            raise attempts.refusal(reached) from reached
        code = super().clean_code()
        give_back_all(*buckets)
        return code

    def account_email(self) -> str:
        """The address that the code was requested for, which may have no account."""
        raise NotImplementedError
