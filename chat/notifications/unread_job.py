"""Tells people by email what was said while they were away.

A run of messages is told once: when it has ended, or goes on for long. How nobody is told twice and
nothing is lost: `accounts.notifications.email_job`.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.notifications import email_job
from chat.delivery import presence
from chat.models import MailClaim, Participant
from chat.notifications import unread_email

QUIET = timedelta(minutes=10)  # after so long without a word, a run of messages has ended
LONGEST = timedelta(hours=1)  # a run that goes on is told after so long


def send() -> tuple[int, int]:
    """Mail everyone who is to be told now; how many were, and how many mails failed.

    Raises OSError when the mail server can't be reached. Whoever isn't told is by the next run.
    """
    Participant.objects.skip_unwanted_emails()
    return email_job.email_each(_due_people(), MailClaim.objects, _tell)


def _due_people() -> list[int]:
    return list(_due().order_by("user_id").values_list("user_id", flat=True).distinct())


def _due():
    """The places of people who are away, where a run of messages waits to be told."""
    now = timezone.now()
    open_tabs = presence.online().filter(user=OuterRef("user"))
    return (
        _reachable()
        .filter(first_unnotified_at__lte=now - QUIET)
        .filter(Q(last_unnotified_at__lte=now - QUIET) | Q(first_unnotified_at__lte=now - LONGEST))
        .exclude(Exists(open_tabs))
    )


def _reachable():
    """The untold places of people who want mails and can be sent some."""
    places = Participant.objects.awaiting_email().filter(
        first_unnotified_at__isnull=False, muted=False
    )
    return places.filter(
        user__is_active=True,
        user__mails_unread=True,
        user__emailaddress__primary=True,
        user__emailaddress__verified=True,
    )


def _tell(user_id: int, send) -> bool:
    # Read after the claim: what a run told before this one is noted by now.
    if not _due().filter(user_id=user_id).exists():
        return False
    # All that waits, also what was said just now: it would be the next mail.
    places = _reachable().filter(user_id=user_id).order_by("first_unnotified_at")
    places = places.select_related("conversation", "user")
    places = places.prefetch_related("conversation__participants")
    parts = [part for place in places if (part := unread_email.part_of(place))]
    if not parts:
        return False
    send(unread_email.compose(parts))
    _note(parts)
    return True


def _note(parts):
    with transaction.atomic():
        for part in sorted(parts, key=lambda part: part.place.pk):
            place = Participant.objects.filter(pk=part.place.pk, emailed_seq__lt=part.upto)
            place.update(emailed_seq=part.upto)
