"""Emails people their alerts: right away, or once a day. How nobody is emailed twice and nothing is
lost: see `accounts.notifications.email_job`."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.notifications import email_job
from accounts.notifications.email_job import Send
from listings.models import Alert, AlertJobLock, SavedSearch
from listings.notifications import alert_email

# The least time between two emails of immediate alerts; those in between are sent together.
MIN_INTERVAL = timedelta(minutes=10)
# Daily alerts are emailed from this hour on, in the site's time zone.
DIGEST_TIME = time(8)
# Alerts that couldn't be emailed for this long are only shown on the alerts page.
MAX_AGE = timedelta(days=3)


def send_alert_emails(*, daily: bool = True) -> tuple[int, int]:
    """Email everyone who has alerts due, with or without the daily ones; returns how many emails
    were sent and how many failed. Raises OSError when the mail server can't be reached."""
    due = _due(daily).order_by("user_id").values_list("user_id", flat=True).distinct()

    def send_to(user_id: int, send: Send) -> bool:
        return _send_to(user_id, send, daily)

    return email_job.email_each(list(due), AlertJobLock.objects, send_to)


def _due(daily: bool) -> QuerySet[Alert]:
    locks = AlertJobLock.objects.filter(user=OuterRef("user"))
    emailed_recently = Exists(locks.filter(mailed_at__gt=timezone.now() - MIN_INTERVAL))
    return _unsent().filter((_is_immediate() & ~Q(emailed_recently)) | _is_in_digest(daily))


def _unsent() -> QuerySet[Alert]:
    """Alerts that weren't emailed, of people who want and can get the email."""
    return Alert.objects.relevant().filter(
        mailed_at=None,
        at__gt=timezone.now() - MAX_AGE,
        user__is_active=True,
        user__mails_alerts=True,
        user__emailaddress__primary=True,
        user__emailaddress__verified=True,
    )


def _is_immediate() -> Q:
    now = SavedSearch.AlertFrequency.NOW
    return Q(rent_drop_entry__isnull=False) | Q(search__alert_frequency=now)


def _is_in_digest(daily: bool) -> Q:
    if not daily:
        return Q(pk__in=[])
    return Q(
        rent_drop_entry=None,
        search__alert_frequency=SavedSearch.AlertFrequency.DAILY,
        at__lte=last_digest_time(timezone.now()),
    )


def last_digest_time(now: datetime) -> datetime:
    """The last DIGEST_TIME that has passed."""
    today = timezone.localtime(now).date()
    times = [
        timezone.make_aware(datetime.combine(day, DIGEST_TIME))
        for day in (today, today - timedelta(days=1))
    ]
    return next(moment for moment in times if moment <= now)


def _send_to(user_id: int, send: Send, daily: bool) -> bool:
    # Queried while this run holds the lock: what an earlier run sent is recorded by now.
    if not _due(daily).filter(user=user_id).exists():
        return False
    rows = _unsent().filter(_is_immediate() | _is_in_digest(daily), user=user_id).order_by("pk")
    alerts = list(rows.select_related("user", "listing", "search"))
    if not alerts:
        return False
    send(alert_email.compose(alerts))
    now = timezone.now()
    Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(mailed_at=now)
    AlertJobLock.objects.filter(user=user_id).update(mailed_at=now)
    return True
