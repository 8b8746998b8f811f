"""Asks listers whether old listings are still available, and hides those without an answer.

Which emails are due stands in the rows, where the next run finds it: `accounts.notifications
.email_job` explains how nobody is emailed twice and nothing is lost."""

from datetime import timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from accounts.notifications import email_job
from listings.models import ExpiryJobLock, Listing
from listings.models.expiry import WEEK
from listings.notifications import expiry_email

BATCH = 500
# Who is asked for one place is asked for those, too, that would be asked for within so long: a
# lister of many gets one mail a week.
SOON = timedelta(days=2)
# So long after it was hidden that is news: an address that works again later brings none of it.
NEWS = timedelta(days=3)


class Outcome(NamedTuple):
    """How many mails asked, how many places were hidden, how many mails told so, and failed."""

    asked: int
    hidden: int
    told: int
    failed: int


def go() -> Outcome:
    """Raises OSError when the mail server can't be reached: nobody's silence counts then, since
    they may not have been asked."""
    hidden = _hide(Listing.objects.over)
    asked, unasked = email_job.go_round(_people(_to_ask()), ExpiryJobLock.objects, _ask)
    hidden += _hide(Listing.objects.silent)
    told, untold = email_job.go_round(_people(_to_tell()), ExpiryJobLock.objects, _tell)
    return Outcome(asked, hidden, told, unasked + untold)


def _hide(find) -> int:
    """Hide all that `find()` finds, a batch in a transaction; returns how many they were."""
    hidden = 0
    while some := hide_batch(find()):
        hidden += some
    return hidden


@transaction.atomic
def hide_batch(places) -> int:
    # What somebody works on just now is left to the next round.
    skips = connection.features.has_select_for_update_skip_locked
    held = places.order_by("pk").select_for_update(skip_locked=skips)
    ids = list(held.values_list("pk", flat=True)[:BATCH])
    hidden = Listing.objects.filter(pk__in=ids)
    hidden.update(status=Listing.Status.EXPIRED, expiry_email_due_since=timezone.now())
    return len(ids)


def _to_ask(before=None):
    return Listing.objects.unasked(before or timezone.now() - WEEK).of_reachable()


def _to_tell():
    return Listing.objects.untold(timezone.now() - NEWS).of_reachable()


def _people(places) -> list[int]:
    return list(places.order_by("lister_id").values_list("lister_id", flat=True).distinct())


def _ask(user_id: int, send) -> bool:
    # Read after the claim: what a round told before this one is noted by now.
    if not _to_ask().filter(lister=user_id).exists():
        return False
    before = timezone.now() - WEEK + SOON
    places = _to_ask(before).filter(lister=user_id).order_by("confirmed_at", "pk")
    send(expiry_email.asking(*_read(places)))
    # Not whom their lister spoke for meanwhile: these are no longer as old.
    Listing.objects.unasked(before).filter(lister=user_id).update(asked_at=timezone.now())
    return True


def _tell(user_id: int, send) -> bool:
    now = timezone.now()
    places = _to_tell().filter(lister=user_id, expiry_email_due_since__lte=now)
    places = places.order_by("-expiry_email_due_since", "pk")
    first, told = _read(places)
    if not told:
        return False
    send(expiry_email.hiding(first, told))
    Listing.objects.filter(lister=user_id, expiry_email_due_since__lte=now).update(
        expiry_email_due_since=None
    )
    return True


def _read(places) -> tuple[list[Listing], list]:
    """(those that a mail names, (id, confirmed at) of all)."""
    named = places.select_related("lister")[: expiry_email.LISTED]
    return list(named), list(places.values_list("pk", "confirmed_at"))
