"""Tells people by email what is in their alerts: at once, or once a day. How nobody is told twice
and nothing is lost: `accounts.notifications.email_job`."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.notifications import email_job
from listings.models import Alert, AlertJobLock, SavedSearch
from listings.notifications import alert_email

# Who was told at once just now is told the next ones together.
GATHER = timedelta(minutes=10)
# The hour, where the site is, from which on the last day is told.
MORNING = time(8)
# What couldn't be told for so long waits on the page of alerts only.
PAST = timedelta(days=3)


def send(*, daily: bool = True) -> tuple[int, int]:
    """Mail everyone who is to be told now, with or without what is told `daily`; how many were,
    and how many mails failed. Raises OSError when the mail server can't be reached."""
    due = _due(daily).order_by("user_id").values_list("user_id", flat=True).distinct()
    return email_job.go_round(list(due), AlertJobLock.objects, lambda *args: _tell(daily, *args))


def _due(daily):
    told = AlertJobLock.objects.filter(user=OuterRef("user"))
    just_now = Exists(told.filter(mailed_at__gt=timezone.now() - GATHER))
    return _reachable().filter((_at_once() & ~Q(just_now)) | _of_the_day(daily))


def _reachable():
    """What isn't mailed, of people who want it and can be sent it."""
    return Alert.objects.shown().filter(
        mailed_at=None,
        at__gt=timezone.now() - PAST,
        user__is_active=True,
        user__mails_alerts=True,
        user__emailaddress__primary=True,
        user__emailaddress__verified=True,
    )


def _at_once() -> Q:
    return Q(rent_drop_entry__isnull=False) | Q(
        search__alert_frequency=SavedSearch.AlertFrequency.NOW
    )


def _of_the_day(daily) -> Q:
    if not daily:
        return Q(pk__in=[])
    return Q(
        rent_drop_entry=None,
        search__alert_frequency=SavedSearch.AlertFrequency.DAILY,
        at__lte=last_morning(timezone.now()),
    )


def last_morning(now) -> datetime:
    """The last one that has come, where the site is."""
    today = timezone.localtime(now).date()
    mornings = [
        timezone.make_aware(datetime.combine(day, MORNING))
        for day in (today, today - timedelta(days=1))
    ]
    return next(morning for morning in mornings if morning <= now)


def _tell(daily, user_id: int, send) -> bool:
    # Read after the claim: what a run told before this one is noted by now.
    if not _due(daily).filter(user=user_id).exists():
        return False
    rows = _reachable().filter(_at_once() | _of_the_day(daily), user=user_id).order_by("pk")
    alerts = list(rows.select_related("user", "listing", "search"))
    if not alerts:
        return False
    send(alert_email.compose(alerts))
    now = timezone.now()
    Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(mailed_at=now)
    AlertJobLock.objects.filter(user=user_id).update(mailed_at=now)
    return True
