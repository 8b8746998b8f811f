"""Known devices: browsers in which an account has logged in before. They have rate limits of their
own, so strangers who use up the account's don't lock its owner out.

A signed cookie holds a random id of the device and, for each account, a keyed hash of the id, the
account and its session hash. It stays valid after a logout, until the password changes. Somebody
who copies it gains only the attempts of that device.
"""

import secrets
from typing import Any, cast

from allauth.account.signals import password_changed, password_set
from allauth.account.utils import filter_users_by_email
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User
from accounts.verified_students import may_log_in_with

COOKIE = SALT = "known_device"
MAX_AGE = 180 * 24 * 60 * 60  # seconds
MAX_ACCOUNTS = 8


class _Request(HttpRequest):
    user_of_device: User


def known_device(request: HttpRequest, email: str) -> str | None:
    """The id of the request's browser if the account of `email` has logged in there before.

    Without a cookie there is no query, so the response time doesn't reveal whether there is an
    account.
    """
    device, tags = _read(request)
    if tags:
        for user in filter_users_by_email(email, is_active=True):
            expected = _tag(device, user)
            is_known = any(constant_time_compare(expected, tag) for tag in tags)
            if is_known and may_log_in_with(user, email):
                return device
    return None


@receiver([user_logged_in, password_changed, password_set])
def note_user(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """Note for which user `KnownDeviceMiddleware` sets the cookie on the response."""
    if request is not None:
        cast(_Request, request).user_of_device = user


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Set the cookie that makes the browser a known device of this user."""
    device, tags = _read(request)
    device = device or secrets.token_urlsafe(12)
    tag = _tag(device, user)
    others = [other for other in tags if other != tag]
    response.set_signed_cookie(
        COOKIE,
        ".".join([device, tag, *others[: MAX_ACCOUNTS - 1]]),
        salt=SALT,
        max_age=MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    value = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=MAX_AGE) or ""
    device, *tags = value.split(".")
    return device, tags


def _tag(device: str, user: User) -> str:
    value = f"{device}:{user.pk}:{user.get_session_auth_hash()}"
    return salted_hmac("accounts.known_devices", value, algorithm="sha256").hexdigest()[:24]
