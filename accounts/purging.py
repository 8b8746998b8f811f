"""Deletes what has expired: sessions, confirmation links and accounts that were never confirmed."""

import logging
from datetime import timedelta

from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.authentication.session_store import SessionStore
from accounts.models import User

log = logging.getLogger(__name__)

# A confirmation code works for an hour; this leaves time to log in and request another one.
UNCONFIRMED_FOR = timedelta(days=14)


def delete_expired_sessions() -> int:
    """Returns how many were deleted, as the other functions here do."""
    expired = Session.objects.filter(expire_date__lt=timezone.now()).count()
    SessionStore.clear_expired()
    return expired


def delete_expired_confirmations() -> int:
    """Rows of links that earlier releases sent instead of codes; no new ones are created."""
    before: int = EmailConfirmation.objects.count()
    EmailConfirmation.objects.delete_expired_confirmations()
    after: int = EmailConfirmation.objects.count()
    return max(0, before - after)


def delete_unconfirmed_accounts() -> int:
    """Delete accounts whose sign-up was never finished."""
    unconfirmed = User.objects.never_confirmed(timezone.now() - UNCONFIRMED_FOR)
    return sum(_delete_unconfirmed(pk) for pk in list(unconfirmed.values_list("pk", flat=True)))


def _delete_unconfirmed(pk: int) -> bool:
    try:
        with transaction.atomic():
            # A concurrent confirmation either waits for the lock or is seen here.
            addresses = EmailAddress.objects.select_for_update().filter(user=pk)
            if any(address.verified for address in addresses):
                return False
            deleted, _ = User.objects.filter(pk=pk).delete()
            return bool(deleted)
    except IntegrityError as error:
        log.warning("account %s will be deleted by the next purge: %r", pk, error)
        return False
