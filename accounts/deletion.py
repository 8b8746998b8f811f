"""Taking along what one's account holds, and deleting it."""

import contextlib

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.db import IntegrityError, OperationalError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import data_export
from accounts.authentication.login_redirects import login_required
from accounts.authentication.reauthentication import main_address
from accounts.forms.entrance import DeletionForm
from accounts.notifications.email_job import MailAway

TRIES = 5


@login_required
@reauthentication_required(app="allauth.account")
@never_cache
@require_safe
def download(request):
    """All that we hold about who asks, as JSON."""
    response = JsonResponse(data_export.of(request.user), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = 'attachment; filename="nu-housing.json"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
# The form asks for the password of a person who has one.
@reauthentication_required(
    app="allauth.account", enabled=lambda request: not request.user.has_usable_password()
)
def delete(request):
    form = DeletionForm(request.POST or None, user=request.user)
    if not form.is_valid():
        places = request.user.listings.count()
        return render(request, "accounts/delete.html", {"form": form, "places": places})
    email = main_address(request.user)
    _delete(request.user.pk)
    logout(request)
    _tell(email)
    messages.success(request, "Your account is deleted. Take care.", extra_tags="left")
    return redirect("home")


def _delete(pk: int):
    """Begin again when somebody hangs something on the account meanwhile, say saves a place of
    theirs. Locks that kept them from it would meet those of messages that are under way."""
    for tries_left in reversed(range(TRIES)):
        try:
            get_user_model().objects.filter(pk=pk).delete()
            return
        except (IntegrityError, OperationalError):
            if not tries_left:
                raise


def _tell(email: str):
    # Not to be told brings nobody back.
    with contextlib.suppress(MailAway):
        get_adapter().send_mail("account/email/account_deleted", email, {})
