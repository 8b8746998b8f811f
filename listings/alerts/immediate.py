"""Tells what somebody has just changed: in this process, beside its requests, in a thread that ends
when nothing is left. What it doesn't come to, `send_alerts` does."""

import logging
import threading
from smtplib import SMTPException

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connections
from django.dispatch import receiver

from listings.alerts import creation
from listings.models.change_log import changes_recorded
from listings.notifications import alert_job

log = logging.getLogger(__name__)


class Errand:
    """Does `work` in a thread, one at a time, and once more for what came meanwhile."""

    def __init__(self, work):
        self._work = work
        self._lock = threading.Lock()
        self._wanted = self._runs = False

    def ask(self):
        with self._lock:
            self._wanted = True
            if not self._runs:
                self._runs = True
                # Nobody waits for it, not even the end of the process.
                threading.Thread(target=self._go, name="alerts", daemon=True).start()

    def _go(self):
        try:
            while self._is_wanted():
                self._work()
        finally:
            connections.close_all()

    def _is_wanted(self) -> bool:
        with self._lock:
            self._runs, self._wanted = self._wanted, False
            return self._runs


def _tell():
    try:
        creation.tell_all(few=True)
        if settings.SITE_URL:
            alert_job.send(daily=False)
    except (DatabaseError, OSError, SMTPException) as error:
        log.warning("alerts wait for the next run: %r", error)
    except Exception:
        # It has no one above it to say so.
        log.exception("alerts wait for the next run")


errand = Errand(_tell)


@receiver(changes_recorded, dispatch_uid="tell-soon")
def tell_soon(count, **kwargs):
    if settings.ALERTS_AT_ONCE and count <= creation.FEW:
        errand.ask()
