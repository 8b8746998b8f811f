"""Reauthentication before changes to how an account is accessed.

allauth asks for the password, or for the second factor if there is one. A user with neither types
a code that is emailed to the primary address. That address is confirmed, and it takes the same
proof to make another one primary, so a stolen session alone isn't enough to take over the account.
"""

import time

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.views import BaseReauthenticateView
from django import forms
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.authentication.login_redirects import login_required
from accounts.forms.rate_limited import RateLimitedCodeMixin
from accounts.rate_limits.buckets import take
from accounts.rate_limits.limits import REAUTHENTICATION_CODE

CODE_LASTS = 10 * 60  # seconds
TRIES = 3
SESSION_KEY = "reauthentication_code"


def main_address(user: AbstractBaseUser) -> str:
    return EmailAddress.objects.get_primary_email(user) or user.email


class SpendingCodeForm(forms.Form):
    """Takes the code that `send_code` emailed; the third wrong guess invalidates it."""

    code = forms.CharField(
        label="Code from the email",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
    )

    def __init__(self, *args, request: HttpRequest, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_code(self) -> str:
        session = self.request.session
        typed, sent = self.cleaned_data["code"], session.pop(SESSION_KEY, None)
        if sent and constant_time_compare(_letters(typed), _letters(sent["code"])):
            return typed
        if sent and sent["tries"] > 1:
            session[SESSION_KEY] = {**sent, "tries": sent["tries"] - 1}
            raise get_adapter().validation_error("incorrect_code")
        raise forms.ValidationError("This code no longer works. Send a new one.", code="spent")


class CodeForm(RateLimitedCodeMixin, SpendingCodeForm):
    def account_email(self) -> str:
        return self.request.user.email


@method_decorator([login_required, never_cache], name="dispatch")
class ReauthenticateByCodeView(BaseReauthenticateView):
    form_class = CodeForm
    template_name = "accounts/reauthenticate_by_code.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not has_code(request):
            send_code(request)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.POST.get("action") == "resend":
            send_code(request)
            template = "account/messages/login_code_sent.txt"
            get_adapter().add_message(request, messages.SUCCESS, template)
            return redirect(self.passthrough_next_url(request.path))
        has_code(request)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: CodeForm) -> HttpResponse:
        record_authentication(self.request, self.request.user, "code", reauthenticated=True)
        return super().form_valid(form)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"email": main_address(self.request.user)}


def has_code(request: HttpRequest) -> bool:
    """Whether this session waits for a code; forgets one that has expired."""
    sent = request.session.get(SESSION_KEY)
    if sent and sent["until"] < time.time():
        del request.session[SESSION_KEY]
        return False
    return sent is not None


def send_code(request: HttpRequest) -> None:
    """Raises LimitReached, and EmailUnavailable when the mail can't go out."""
    take(REAUTHENTICATION_CODE, request.user.pk)
    code = get_adapter().generate_login_code()
    prefix = "account/email/reauthentication_code"
    get_adapter().send_mail(prefix, main_address(request.user), {"code": code})
    until = time.time() + CODE_LASTS
    request.session[SESSION_KEY] = {"code": code, "until": until, "tries": TRIES}


def _letters(code: str) -> str:
    return "".join(filter(str.isalnum, code)).upper()
