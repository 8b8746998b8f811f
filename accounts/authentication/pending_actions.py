"""Actions that visitors requested before logging in, kept in a signed cookie until they have.

A session would add a database row for every visitor who clicks a button.
"""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "pending"
SALT = "accounts.pending_actions"
MAX_AGE = 60 * 60  # seconds
MAX_COOKIE_BYTES = 3500  # browsers keep 4 KB of a cookie, its name and attributes included


class _Request(HttpRequest):
    pending_actions: dict[str, Any]


def remember(request: HttpRequest, name: str, value: Any) -> None:
    """Keep a value, which must be JSON, for `take` once this browser has logged in. A value that is
    too long for a cookie is dropped: the user can press the button again after the login."""
    pending = {**_pending(request), name: value}
    if len(_signed(pending)) <= MAX_COOKIE_BYTES:
        cast(_Request, request).pending_actions = pending


def take(request: HttpRequest | None, name: str) -> Any:
    """Forget and return the value remembered under this name; None without one."""
    if request is None:
        return None
    pending = _pending(request)
    cast(_Request, request).pending_actions = pending
    return pending.pop(name, None)


def keep_pending_actions(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that updates the cookie after `remember` and `take`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        pending = getattr(request, "pending_actions", None)
        if pending is None or pending == _read(request):
            return response
        if pending:
            response.set_cookie(
                COOKIE,
                _signed(pending),
                MAX_AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        else:
            response.delete_cookie(COOKIE, samesite="Lax")
        return response

    return middleware


def _pending(request: HttpRequest) -> dict[str, Any]:
    pending = getattr(request, "pending_actions", None)
    return _read(request) if pending is None else pending


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        value = request.COOKIES.get(COOKIE, "")
        pending: dict[str, Any] = signing.loads(value, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return {}
    return pending


def _signed(pending: dict[str, Any]) -> str:
    return signing.dumps(pending, salt=SALT, compress=True)
