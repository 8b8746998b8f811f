"""The forms of signing up, logging in and keeping an account, in our words.

An address that somebody has added but not confirmed is not theirs: it neither keeps its real
owner from signing up nor gets them into somebody else's account.
"""

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import unstash_login
from allauth.core import context
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from accounts.forms.address import AddressField
from accounts.forms.fields import NameField, PasswordInput
from accounts.forms.known_address import KnownAddressField
from accounts.forms.limited import LimitedCode, LimitedMail
from accounts.rate_limits.buckets import network_of
from accounts.rate_limits.entrance import pending_login
from accounts.rate_limits.limits import SIGNUPS
from accounts.verified_students import may_be_reached_at

HINT = "At least 8 characters, and not one everybody uses."


class Plain:
    """Removes placeholders, which repeat the labels, adds a button that shows the password, and
    accepts email addresses in normal form only."""

    address_field = AddressField
    labels = {}
    help_texts = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Typed once: the button beside it shows what was typed.
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            if isinstance(field, forms.EmailField):
                field = self.fields[name] = self.address_field(widget=field.widget)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field.widget, forms.PasswordInput):
                field.widget = PasswordInput(attrs=field.widget.attrs)


class SignupForm(LimitedMail, Plain, allauth.SignupForm):
    name = NameField()
    field_order = ["name", "email", "password1"]
    help_texts = {
        "name": "What listers and roommates see. A first name is enough.",
        "email": "With a Northwestern email you become a verified student. Others never see it.",
        "password1": HINT,
    }

    def buckets(self) -> list[tuple]:
        return [(SIGNUPS, network_of(context.request))]

    def validate_unique_email(self, value):
        email = super().validate_unique_email(value)
        if self.account_already_exists:
            users = allauth.filter_users_by_email(email)
            self.account_already_exists = any(may_be_reached_at(user, email) for user in users)
        return email

    def try_save(self, request):
        """As allauth's, but of two clicks on the button the second finds the account there, and
        how long the answer takes doesn't tell whether there is one."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)

    def save(self, request):
        user = super().save(request)
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
        return user


class LoginForm(LimitedMail, Plain, allauth.LoginForm):
    address_field = KnownAddressField
    labels = {"login": "Email"}

    def mailed_to(self) -> str | None:
        """Logging in with an unconfirmed address sends it a code."""
        email = self.cleaned_data["login"]
        confirmed = self.user.emailaddress_set.filter(email=email.lower(), verified=True)
        return None if confirmed.exists() else email


class RequestLoginCodeForm(LimitedMail, Plain, allauth.RequestLoginCodeForm):
    address_field = KnownAddressField

    def clean_email(self):
        email = super().clean_email()
        if self._user and not may_be_reached_at(self._user, email):
            self._user = None
        return email


class ConfirmLoginCodeForm(LimitedCode, Plain, allauth.ConfirmLoginCodeForm):
    labels = {"code": "Code from the email"}

    def account_email(self) -> str:
        return pending_login(context.request).email

    def clean_code(self) -> str:
        """An address that was removed from the account since lets nobody in: allauth would add it
        again, and mail it a code that confirms it."""
        code = super().clean_code()
        login = unstash_login(context.request, peek=True)
        if not may_be_reached_at(login.user, login.email):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}


class ResetPasswordForm(LimitedMail, Plain, allauth.ResetPasswordForm):
    address_field = KnownAddressField

    def clean_email(self):
        email = super().clean_email()
        self.users = [user for user in self.users if may_be_reached_at(user, email)]
        return email


class ResetPasswordKeyForm(Plain, allauth.ResetPasswordKeyForm):
    labels = {"password1": "New password"}
    help_texts = {"password1": HINT}


class ChangePasswordForm(Plain, allauth.ChangePasswordForm):
    labels = {"oldpassword": "Password you have now", "password1": "New password"}
    help_texts = {"password1": HINT}

    def clean_oldpassword(self) -> str:
        """Checks it through the adapter, which limits attempts."""
        password = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class SetPasswordForm(Plain, allauth.SetPasswordForm):
    labels = {"password1": "New password"}
    help_texts = {"password1": HINT}


class ReauthenticateForm(Plain, allauth.ReauthenticateForm):
    pass


class DeletionForm(ReauthenticateForm):
    """The password once more, of who has one."""

    labels = {"password": "Your password"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.user.has_usable_password():
            del self.fields["password"]


class AddEmailForm(LimitedMail, Plain, allauth.AddEmailForm):
    labels = {"email": "Another email address"}
