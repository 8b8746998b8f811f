"""Runs jobs soon after the request that made them necessary, in one thread of the web process.

What a job does is recorded as due in the database, so a job that fails, or is killed with the
process, loses nothing: a scheduled command runs it again.
"""

import logging
import threading
from collections.abc import Callable
from smtplib import SMTPException

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connections

from accounts.notifications.email_job import EmailUnavailable

Job = Callable[[], object]


class BackgroundJobs:
    """One thread for all jobs, so that they hold one database connection; it ends when no job is
    left."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requested: dict[Job, None] = {}  # as an ordered set
        self._is_running = False

    def request(self, job: Job) -> None:
        """Run `job` soon, a function without arguments. All requests during a run of it are served
        by one more run."""
        if not settings.BACKGROUND_JOBS:
            return
        with self._lock:
            self._requested[job] = None
            if not self._is_running:
                # A daemon: not even the end of the process waits for it.
                threading.Thread(target=self._run_all, name="background-jobs", daemon=True).start()
                self._is_running = True

    def _run_all(self) -> None:
        while job := self._take():
            _run(job)

    def _take(self) -> Job | None:
        with self._lock:
            job = next(iter(self._requested), None)
            if job:
                del self._requested[job]
            self._is_running = job is not None
            return job


def _run(job: Job) -> None:
    log = logging.getLogger(job.__module__)
    try:
        job()
    except (DatabaseError, EmailUnavailable, OSError, SMTPException) as error:
        log.warning("the job waits for its next run: %r", error)
    except Exception:
        # Nothing above this thread would log it.
        log.exception("the job waits for its next run")
    finally:
        connections.close_all()


_jobs = BackgroundJobs()
request = _jobs.request
