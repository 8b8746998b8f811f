"""Tells people by email what was said while they were away.

A run of messages is told once: when it has ended, or goes on for long. Who is told is first
claimed, then read anew, then mailed, and only then noted as told:

- Two runs at once don't tell the same: the claim is one conditional UPDATE, on every database. A
  row lock held until the mail is out would do as well, but the person's own sends would wait for
  the mail server, and with SQLite everyone's.
- A mail that can't be sent is told by the next run. Nothing is lost.
- A run that is killed after the mail server took a mail and before that was noted tells it again,
  once its claim has run out. The other order would lose messages at the same moment, and a second
  mail does less harm than a missed answer. It has the same Message-ID, by which most mail programs
  show it once.
"""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from chat import presence, unread_letter
from chat.models import MailClaim, Participant

log = logging.getLogger(__name__)

QUIET = timedelta(minutes=10)  # after so long without a word, a run of messages has ended
LONGEST = timedelta(hours=1)  # a run that goes on is told after so long


def send() -> tuple[int, int]:
    """Mail everyone who is to be told now; how many were, and how many mails failed.

    Raises OSError when the mail server can't be reached. Whoever isn't told is by the next run.
    """
    Participant.objects.pass_over()
    told = failed = 0
    connection = get_connection()
    for user_id in _due_people():
        try:
            told += _tell(user_id, connection)
        except SMTPException as error:
            log.warning("a mail to person %s failed: %r", user_id, error)
            failed += 1
    connection.close()
    return told, failed


def _due_people() -> list[int]:
    return list(_due().order_by("user_id").values_list("user_id", flat=True).distinct())


def _due():
    """The places of people who are away, where a run of messages waits to be told."""
    now = timezone.now()
    open_tabs = presence.online().filter(user=OuterRef("user"))
    return (
        _reachable()
        .filter(untold_first__lte=now - QUIET)
        .filter(Q(untold_last__lte=now - QUIET) | Q(untold_first__lte=now - LONGEST))
        .exclude(Exists(open_tabs))
    )


def _reachable():
    """The untold places of people who want mails and can be sent some."""
    places = Participant.objects.untold().filter(untold_first__isnull=False, muted=False)
    return places.filter(
        user__is_active=True,
        user__mails_unread=True,
        user__emailaddress__primary=True,
        user__emailaddress__verified=True,
    )


def _tell(user_id: int, connection) -> bool:
    """Whether a mail went out: another run may have told it meanwhile."""
    claimed_at = MailClaim.objects.take(user_id)
    if claimed_at is None:
        return False
    try:
        return _tell_claimed(user_id, connection)
    except OSError:  # which SMTP's errors are, too: the next mail takes another line
        connection.close()
        raise
    finally:
        MailClaim.objects.release(user_id, claimed_at)


def _tell_claimed(user_id: int, connection) -> bool:
    # Read after the claim: what a run told before this one is noted by now.
    if not _due().filter(user_id=user_id).exists():
        return False
    # All that waits, also what was said just now: it would be the next mail.
    places = _reachable().filter(user_id=user_id).order_by("untold_first")
    places = places.select_related("conversation", "user")
    places = places.prefetch_related("conversation__participants")
    parts = [part for place in places if (part := unread_letter.part_of(place))]
    if not parts:
        return False
    connection.open()
    connection.send_messages([unread_letter.compose(parts)])
    _note(parts)
    return True


def _note(parts):
    with transaction.atomic():
        for part in sorted(parts, key=lambda part: part.place.pk):
            place = Participant.objects.filter(pk=part.place.pk, mailed_seq__lt=part.upto)
            place.update(mailed_seq=part.upto)
