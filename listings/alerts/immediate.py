"""Creates and emails alerts soon after a change, in a background thread of the web process that
made it. The command `send_alerts` does what this misses."""

import logging
import threading
from collections.abc import Callable
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connections
from django.dispatch import receiver

from listings.alerts import creation
from listings.models.change_log import changes_recorded
from listings.notifications import alert_job

log = logging.getLogger(__name__)


class BackgroundJob:
    """Runs `work` in a thread that ends when nothing is left, one run at a time. All requests
    during a run are served by one more run."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._is_requested = self._is_running = False

    def request(self) -> None:
        with self._lock:
            self._is_requested = True
            if not self._is_running:
                self._is_running = True
                # A daemon: not even the end of the process waits for it.
                threading.Thread(target=self._run, name="alerts", daemon=True).start()

    def _run(self) -> None:
        try:
            while self._take_request():
                self._work()
        finally:
            connections.close_all()

    def _take_request(self) -> bool:
        with self._lock:
            self._is_running, self._is_requested = self._is_requested, False
            return self._is_running


def _send_alerts() -> None:
    try:
        creation.create_alerts(small_only=True)
        if settings.SITE_URL:
            alert_job.send_alert_emails(daily=False)
    except (DatabaseError, OSError, SMTPException) as error:
        log.warning("alerts wait for the next run: %r", error)
    except Exception:
        # Nothing above this thread would log it.
        log.exception("alerts wait for the next run")


job = BackgroundJob(_send_alerts)


@receiver(changes_recorded)
def send_alerts_soon(count: int, **kwargs: Any) -> None:
    if settings.IMMEDIATE_ALERTS and count <= creation.MAX_IMMEDIATE:
        job.request()
