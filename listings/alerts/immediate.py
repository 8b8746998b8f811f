"""Creates and emails alerts soon after a change, in the background of the web process that made
it. The command `send_alerts` does what this misses."""

from typing import Any

from django.conf import settings
from django.dispatch import receiver

from accounts.notifications import background_jobs
from listings.alerts import creation
from listings.models.change_log import changes_recorded
from listings.notifications import alert_job


def send_alerts() -> None:
    creation.create_alerts(small_only=True)
    if settings.SITE_URL:
        alert_job.send_alert_emails(daily=False)


@receiver(changes_recorded)
def send_alerts_soon(count: int, **kwargs: Any) -> None:
    if count <= creation.MAX_IMMEDIATE:
        background_jobs.request(send_alerts)
