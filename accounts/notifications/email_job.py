"""Emails users about news, in jobs that a scheduler starts.

For each user, a job takes a lock, loads what is new, sends the email, and then records it as sent:

- Two jobs at once never send the same: the lock is one conditional UPDATE, on every database. A row
  lock until the email is sent would do as well, but the user's own requests would wait for the mail
  server, and with SQLite everyone's.
- The next job sends what this one couldn't. Nothing is lost.
- If a job is killed after the mail server accepted an email and before that was recorded, the email
  is sent again, once the lock has expired. The other order would lose news at the same moment, and
  a second email does less harm than a missed one. It has the same Message-ID, so most mail programs
  show it once.
"""

import logging
from collections.abc import Callable, Iterable
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db import InterfaceError, OperationalError

from accounts.job_locks import JobLockQuerySet

log = logging.getLogger(__name__)

Send = Callable[[EmailMessage], None]

# Errors that every other user would meet, too: they end the job.
OUTAGES = (OSError, OperationalError, InterfaceError)


class EmailUnavailable(Exception):
    """An email that a user waits for could not be sent."""


def connect_to_email_server() -> None:
    """Take about as long as sending an email, and fail if the server is down, so that the response
    doesn't reveal that no email was sent. Raises OSError."""
    connection = get_connection()
    connection.open()
    connection.close()


def email_each(
    users: Iterable[int], locks: JobLockQuerySet, notify: Callable[[int, Send], bool]
) -> tuple[int, int]:
    """Call `notify` for each user id while the user is locked. Returns how many were emailed, and
    how many failed: an error with one user, whose account may just be deleted, is logged and
    doesn't stop the others.

    `notify(user_id, send)` loads the user's news, passes one email to `send` and records it as
    sent; it returns whether there was anything. Raises OSError if the mail server can't be reached,
    and Django's errors if the database can't.
    """
    emailed = failed = 0
    connection = get_connection()
    for user_id in users:
        try:
            emailed += _notify_locked(user_id, locks, notify, connection)
        except SMTPException as error:
            log.warning("an email to user %s failed: %r", user_id, error)
            failed += 1
        except OUTAGES:
            raise
        except Exception:
            log.exception("user %s could not be emailed", user_id)
            failed += 1
    connection.close()
    return emailed, failed


def _notify_locked(
    user_id: int,
    locks: JobLockQuerySet,
    notify: Callable[[int, Send], bool],
    connection: Any,
) -> bool:
    """Whether an email was sent: another job may have done it meanwhile."""
    locked_at = locks.acquire(user_id)
    if locked_at is None:
        return False

    def send(email: EmailMessage) -> None:
        connection.open()
        connection.send_messages([email])

    try:
        return notify(user_id, send)
    except OSError:  # also the superclass of SMTP's errors: the next email gets a new connection
        connection.close()
        raise
    finally:
        locks.release(user_id, locked_at)
