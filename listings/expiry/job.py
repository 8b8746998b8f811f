"""Asks listers whether old listings are still available, and hides those without an answer.

The rows say which emails are due, so the next run finds what is left. How nobody is emailed twice
and nothing is lost: see `accounts.notifications.email_job`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.notifications import email_job
from accounts.notifications.email_job import Send
from listings.models import ExpiryJobLock, Listing
from listings.models.expiry import CONFIRM_EVERY
from listings.notifications import expiry_email

BATCH_SIZE = 500
# An email about one listing also asks about those that would be due within this time, so that a
# lister of many gets one email a week.
ASK_TOGETHER_WITHIN = timedelta(days=2)
# No email about a listing hidden longer ago: an address that works again gets none of the old ones.
NOTIFY_WITHIN = timedelta(days=3)


class Outcome(NamedTuple):
    """Listings are counted in `hidden`, emails in the others."""

    asked: int
    hidden: int
    notified: int
    failed: int


def run() -> Outcome:
    """Raises OSError when the mail server can't be reached. Then nothing unanswered is hidden, as
    listers may not have been asked."""
    hidden = _hide(Listing.objects.ended)
    asked, failed_asks = email_job.email_each(_listers(_due_asks()), ExpiryJobLock.objects, _ask)
    hidden += _hide(Listing.objects.unanswered)
    notified, failed_notices = email_job.email_each(
        _listers(_due_notices()), ExpiryJobLock.objects, _notify
    )
    return Outcome(asked, hidden, notified, failed_asks + failed_notices)


def _hide(find: Callable[[], QuerySet[Listing]]) -> int:
    """Hide all listings that `find()` returns, one batch per transaction; returns their number."""
    hidden = 0
    while count := hide_batch(find()):
        hidden += count
    return hidden


@transaction.atomic
def hide_batch(listings: QuerySet[Listing]) -> int:
    # Listings that somebody is editing just now are left to the next run.
    skip_locked = connection.features.has_select_for_update_skip_locked
    locked = listings.order_by("pk").select_for_update(skip_locked=skip_locked)
    ids = list(locked.values_list("pk", flat=True)[:BATCH_SIZE])
    Listing.objects.filter(pk__in=ids).update_and_record(
        status=Listing.Status.EXPIRED, expiry_email_due_since=timezone.now()
    )
    return len(ids)


def _due_asks(before: datetime | None = None) -> QuerySet[Listing]:
    before = before or timezone.now() - CONFIRM_EVERY
    return Listing.objects.not_asked(before).with_reachable_lister()


def _due_notices() -> QuerySet[Listing]:
    return Listing.objects.expiry_email_due(timezone.now() - NOTIFY_WITHIN).with_reachable_lister()


def _listers(listings: QuerySet[Listing]) -> list[int]:
    return list(listings.order_by("lister_id").values_list("lister_id", flat=True).distinct())


def _ask(user_id: int, send: Send) -> bool:
    # Queried while this run holds the lock: what an earlier run sent is recorded by now.
    if not _due_asks().filter(lister=user_id).exists():
        return False
    before = timezone.now() - CONFIRM_EVERY + ASK_TOGETHER_WITHIN
    listings = _due_asks(before).filter(lister=user_id).order_by("confirmed_at", "pk")
    send(expiry_email.availability_check(*_load(listings)))
    # Filtered again: listings that were confirmed meanwhile are not marked as asked about.
    Listing.objects.not_asked(before).filter(lister=user_id).update(asked_at=timezone.now())
    return True


def _notify(user_id: int, send: Send) -> bool:
    now = timezone.now()
    listings = _due_notices().filter(lister=user_id, expiry_email_due_since__lte=now)
    listings = listings.order_by("-expiry_email_due_since", "pk")
    listed, everything = _load(listings)
    if not everything:
        return False
    send(expiry_email.expiry_notice(listed, everything))
    Listing.objects.filter(lister=user_id, expiry_email_due_since__lte=now).update(
        expiry_email_due_since=None
    )
    return True


def _load(
    listings: QuerySet[Listing],
) -> tuple[list[Listing], list[tuple[int, datetime | None]]]:
    """(the listings that an email names, (id, confirmed at) of all)."""
    listed = listings.select_related("lister")[: expiry_email.MAX_LISTED]
    return list(listed), list(listings.values_list("pk", "confirmed_at"))
