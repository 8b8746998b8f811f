"""The job that emails users about messages that they missed while they were away.

A run of messages makes one email, sent when the run has ended or has gone on for long.
`accounts.notifications.email_job` describes how no email is sent twice and none is lost.
"""

from collections.abc import Callable
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.notifications import email_job
from chat.delivery import presence
from chat.models import Participant, UnreadJobLock
from chat.notifications import unread_email
from chat.notifications.unread_email import Part
from chat.querysets.membership import ParticipantQuerySet

RUN_ENDS_AFTER = timedelta(minutes=10)  # without a message
LONGEST_RUN = timedelta(hours=1)  # after this, a run is emailed before it has ended


def send() -> tuple[int, int]:
    """Email everyone who is due. Returns how many users were emailed, and how many emails failed.

    Raises OSError if the mail server can't be reached. The next job sends what this one couldn't.
    """
    Participant.objects.skip_unwanted_emails()
    return email_job.email_each(_due_users(), UnreadJobLock.objects.all(), _send_to)


def _due_users() -> list[int]:
    return list(_due().order_by("user_id").values_list("user_id", flat=True).distinct())


def _due() -> ParticipantQuerySet:
    """Participants who are away and have missed a run of messages that is to be emailed now."""
    now = timezone.now()
    has_ended = Q(last_unnotified_at__lte=now - RUN_ENDS_AFTER)
    is_long = Q(first_unnotified_at__lte=now - LONGEST_RUN)
    open_tabs = presence.online().filter(user=OuterRef("user"))
    is_due = Q(first_unnotified_at__lte=now - RUN_ENDS_AFTER) & (has_ended | is_long)
    return _reachable().filter(is_due).exclude(Exists(open_tabs))


def _reachable() -> ParticipantQuerySet:
    """Participants `awaiting_email` who want it and have a confirmed address."""
    return Participant.objects.awaiting_email().filter(
        muted=False,
        user__is_active=True,
        user__mails_unread=True,
        user__emailaddress__primary=True,
        user__emailaddress__verified=True,
    )


def _send_to(user_id: int, send: Callable[[EmailMessage], None]) -> bool:
    # Queried again under the lock: another job may have emailed this user meanwhile.
    if not _due().filter(user_id=user_id).exists():
        return False
    # All unread messages, also those too recent to be due: they would make another email.
    participants = (
        _reachable()
        .filter(user_id=user_id)
        .order_by("first_unnotified_at")
        .select_related("conversation", "user")
        .prefetch_related("conversation__participants")
    )
    parts = [part for row in participants if (part := unread_email.part_for(row))]
    if not parts:
        return False
    send(unread_email.compose(parts))
    _mark_as_emailed(parts)
    return True


def _mark_as_emailed(parts: list[Part]) -> None:
    with transaction.atomic():
        for part in sorted(parts, key=lambda part: part.participant.pk):
            Participant.objects.filter(pk=part.participant.pk, emailed_seq__lt=part.up_to).update(
                emailed_seq=part.up_to
            )
