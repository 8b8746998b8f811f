"""The views with which users export their data and delete their account."""

import contextlib

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.db import IntegrityError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import data_export
from accounts.authentication.adapter import LOGGED_OUT_TAG
from accounts.authentication.login_redirects import login_required
from accounts.authentication.reauthentication import primary_email
from accounts.forms.reauthentication import DeletionForm
from accounts.models import User
from accounts.notifications.email_job import EmailUnavailable
from accounts.request_types import AuthenticatedRequest

ATTEMPTS = 5


@login_required
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]  # allauth
@never_cache
@require_safe
def download(request: AuthenticatedRequest) -> JsonResponse:
    """Everything that the site stores about the user, as JSON."""
    response = JsonResponse(data_export.export(request.user), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = 'attachment; filename="nu-housing.json"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
# The form asks for the password of a user who has one.
@reauthentication_required(  # type: ignore[untyped-decorator]  # allauth has no types
    app="allauth.account", enabled=lambda request: not request.user.has_usable_password()
)
def delete(request: AuthenticatedRequest) -> HttpResponse:
    form = DeletionForm(request.POST or None, user=request.user)
    if not form.is_valid():
        context = {"form": form, "listing_count": request.user.listings.count()}
        return render(request, "accounts/delete.html", context)
    email = primary_email(request.user)
    _delete(request.user.pk)
    logout(request)
    _confirm(email)
    messages.success(request, "Your account is deleted. Take care.", extra_tags=LOGGED_OUT_TAG)
    return redirect("home")


def _delete(pk: int) -> None:
    """Try again if another request adds a row that refers to the account, for example when somebody
    saves one of its listings. A lock against that could deadlock with the locks of messages that
    are being sent."""
    for attempts_left in reversed(range(ATTEMPTS)):
        try:
            User.objects.filter(pk=pk).delete()
            return
        except (IntegrityError, OperationalError):
            if not attempts_left:
                raise


def _confirm(email: str) -> None:
    # The account is deleted whether or not the email goes out.
    with contextlib.suppress(EmailUnavailable):
        get_adapter().send_mail("account/email/account_deleted", email, {})
