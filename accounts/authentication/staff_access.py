"""Which requests may open staff pages: those of staff who used a second factor in this login."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

SECOND_FACTOR_MAX_AGE = 12 * 60 * 60  # seconds


def is_staff(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_staff


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session has used a second factor within 12 hours that the user still has.

    Only a code from the app or a recovery code counts, whichever way the user logged in.
    """
    since = time.time() - SECOND_FACTOR_MAX_AGE
    records = get_authentication_records(request, request.user)
    used = {r["id"] for r in records if r["method"] == "mfa" and r["at"] > since}
    proved: bool = Authenticator.objects.filter(user_id=request.user.pk, pk__in=used).exists()
    return proved


def second_factor_step(request: HttpRequest, next_url: str) -> HttpResponse | None:
    """The redirect for staff who have to set up a second factor, or to use it in this session and
    continue to `next_url`; None if neither is needed."""
    if has_second_factor(request):
        return None
    if not Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists():
        return redirect("mfa_activate_totp")
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: next_url})}")


def staff_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only staff with a second factor use a view. Everyone else gets a 404."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_staff(request):
            raise Http404
        step = second_factor_step(request, request.get_full_path())
        return step or view(request, *args, **kwargs)

    return checked
