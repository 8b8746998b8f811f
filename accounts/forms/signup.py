"""The sign-up form. An address that another account has added but not confirmed can sign up."""

from allauth.account import forms as allauth
from allauth.core import context
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from accounts.forms.base import PASSWORD_HINT, AccountFormMixin
from accounts.forms.fields import NAME_HINT, NameField
from accounts.forms.rate_limited import RateLimitedEmailMixin
from accounts.models import User
from accounts.rate_limits.buckets import Bucket, network_of
from accounts.rate_limits.limits import SIGNUPS
from accounts.verified_students import may_log_in_with

Saved = tuple[User | None, HttpResponse | None]


class SignupForm(RateLimitedEmailMixin, AccountFormMixin, allauth.SignupForm):
    name = NameField()
    field_order = ["name", "email", "password1"]
    help_texts = {
        "name": NAME_HINT,
        "email": "With a Northwestern email you become a verified student. Others never see it.",
        "password1": PASSWORD_HINT,
    }

    def buckets(self) -> list[Bucket]:
        return [(SIGNUPS, network_of(context.request))]

    def validate_unique_email(self, value: str) -> str:
        email: str = super().validate_unique_email(value)
        if self.account_already_exists:  # type: ignore[has-type]  # set by allauth
            users = allauth.filter_users_by_email(email)
            self.account_already_exists = any(may_log_in_with(user, email) for user in users)
        return email

    def try_save(self, request: HttpRequest) -> Saved:
        """Save as allauth does. If the button was clicked twice, the second request finds the
        account of the first. The password is hashed even if there is an account, so that the
        response time doesn't reveal it."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        try:
            with transaction.atomic():
                saved: Saved = super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            saved = super().try_save(request)
        return saved

    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
        return user
