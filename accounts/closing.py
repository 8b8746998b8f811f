"""Closing an account, which takes effect in every session and socket, and opening it again."""

from django.db import transaction

from accounts.models import User


def close_account(user: User) -> bool:
    """Log the user out everywhere and refuse new logins. Returns whether the account was open; it
    may have been deleted in the meantime.

    Receivers of the saved user close their sockets (`accounts.receivers`) and take their listings
    offline (`listings.receivers`).
    """
    with transaction.atomic():
        account = _lock(user)
        if account is None:
            return False
        was_open, account.is_active = account.is_active, False
        # Without this, old sessions would work again once the account is reopened.
        account.session_epoch += 1
        account.save(update_fields=["is_active", "session_epoch"])
    return was_open


def reopen_account(user: User) -> bool:
    """Let the user log in again. Returns whether the account was closed. Their listings stay
    drafts."""
    with transaction.atomic():
        account = _lock(user)
        if account is None:
            return False
        was_closed, account.is_active = not account.is_active, True
        account.save(update_fields=["is_active"])
    return was_closed


def _lock(user: User) -> User | None:
    return User.objects.select_for_update().filter(pk=user.pk).first()
