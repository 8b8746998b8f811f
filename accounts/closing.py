"""Closing an account, which takes effect in every session and socket, and opening it again."""

from django.db import transaction

from accounts.models import User


def close_account(user: User) -> bool:
    """Log the user out everywhere and refuse new logins. Returns whether the account was open.

    Receivers of the saved user close their sockets (`accounts.receivers`) and take their listings
    offline (`listings.receivers`).
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        was_open, user.is_active = user.is_active, False
        # Without this, old sessions would work again once the account is reopened.
        user.session_epoch += 1
        user.save(update_fields=["is_active", "session_epoch"])
    return was_open


def reopen_account(user: User) -> bool:
    """Let the user log in again. Returns whether the account was closed. Their listings stay
    drafts."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        was_closed, user.is_active = not user.is_active, True
        user.save(update_fields=["is_active"])
    return was_closed
