"""Reauthentication before changes to how an account is accessed.

allauth asks for the password, or for the second factor if there is one. A user with neither types
a code that is emailed to the primary address. That address is confirmed, and it takes the same
proof to make another one primary, so a stolen session alone isn't enough to take over the account.
"""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.views import BaseReauthenticateView
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.authentication.login_redirects import login_required
from accounts.forms.rate_limited import RateLimitedCodeMixin
from accounts.models import User
from accounts.rate_limits.buckets import take
from accounts.rate_limits.limits import REAUTHENTICATION_CODE
from accounts.request_types import AuthenticatedRequest

CODE_MAX_AGE = 10 * 60  # seconds
ATTEMPTS = 3
SESSION_KEY = "reauthentication_code"


def primary_email(user: User) -> str:
    email: str = EmailAddress.objects.get_primary_email(user) or user.email
    return email


class ReauthenticationCodeForm(forms.Form):
    """Takes the code that `send_code` emailed. The third wrong guess invalidates it."""

    code = forms.CharField(
        label="Code from the email",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
    )

    def __init__(self, *args: Any, request: AuthenticatedRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_code(self) -> str:
        session = self.request.session
        typed: str = self.cleaned_data["code"]
        sent = session.pop(SESSION_KEY, None)
        if sent and constant_time_compare(_normalize(typed), _normalize(sent["code"])):
            return typed
        if sent and sent["tries"] > 1:
            session[SESSION_KEY] = {**sent, "tries": sent["tries"] - 1}
            raise get_adapter().validation_error("incorrect_code")
        raise forms.ValidationError("This code no longer works. Send a new one.", code="spent")


class RateLimitedReauthenticationCodeForm(RateLimitedCodeMixin, ReauthenticationCodeForm):
    def account_email(self) -> str:
        email: str = self.request.user.email
        return email


@method_decorator([login_required, never_cache], name="dispatch")
class ReauthenticateByCodeView(BaseReauthenticateView):
    form_class = RateLimitedReauthenticationCodeForm
    template_name = "accounts/reauthenticate_by_code.html"

    def get(self, request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_code(request):
            send_code(request)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def post(self, request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "resend":
            send_code(request)
            template = "account/messages/login_code_sent.txt"
            get_adapter().add_message(request, messages.SUCCESS, template)
            return redirect(self.passthrough_next_url(request.path))
        has_code(request)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: ReauthenticationCodeForm) -> HttpResponse:
        record_authentication(self.request, self.request.user, "code", reauthenticated=True)
        response: HttpResponse = super().form_valid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "email": primary_email(self.request.user)}


def has_code(request: HttpRequest) -> bool:
    """Whether a code was sent that this session can still enter. Forgets an expired one."""
    sent = request.session.get(SESSION_KEY)
    if sent and sent["until"] < time.time():
        del request.session[SESSION_KEY]
        return False
    return sent is not None


def send_code(request: AuthenticatedRequest) -> None:
    """Email a code. Raises LimitReached, and EmailUnavailable if it can't be sent."""
    take(REAUTHENTICATION_CODE, request.user.pk)
    code = get_adapter().generate_login_code()
    prefix = "account/email/reauthentication_code"
    get_adapter().send_mail(prefix, primary_email(request.user), {"code": code})
    until = time.time() + CODE_MAX_AGE
    request.session[SESSION_KEY] = {"code": code, "until": until, "tries": ATTEMPTS}


def _normalize(code: str) -> str:
    """Only its letters and digits, in upper case."""
    return "".join(filter(str.isalnum, code)).upper()
