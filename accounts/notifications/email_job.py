"""Emails users about news, and strangers about invitations, in jobs that a scheduler starts.

For each email, a job takes a lock, loads what is new, sends the email, and then records it as sent.
The lock is on a user, or on the one invitation that an email is about:

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
from datetime import datetime
from smtplib import SMTPException
from typing import Any, Protocol

from django.core.mail import EmailMessage, get_connection
from django.db import InterfaceError, OperationalError

log = logging.getLogger(__name__)

Send = Callable[[EmailMessage], None]


class Locks(Protocol):
    """What `accounts.job_locks` and other querysets have."""

    def acquire(self, pk: int, /) -> datetime | None:
        """Lock it, and return what `release` takes; None if another run has it."""

    def release(self, pk: int, locked_at: datetime, /) -> None: ...


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
    ids: Iterable[int], locks: Locks, notify: Callable[[int, Send], bool]
) -> tuple[int, int]:
    """Call `notify` for each id, usually of a user, while it is locked. Returns how many emails
    were sent, and how many failed: an error with one, whose user may just be deleted, is logged
    and doesn't stop the others.

    `notify(pk, send)` loads the news, passes one email to `send` and records it as sent; it
    returns whether there was anything. Raises OSError if the mail server can't be reached, and
    Django's errors if the database can't.
    """
    emailed = failed = 0
    connection = get_connection()
    for pk in ids:
        try:
            emailed += _notify_locked(pk, locks, notify, connection)
        except SMTPException as error:
            log.warning("%s: the email about %s failed: %r", notify.__module__, pk, error)
            failed += 1
        except OUTAGES:
            raise
        except Exception:
            log.exception("%s: the email about %s failed", notify.__module__, pk)
            failed += 1
    connection.close()
    return emailed, failed


def _notify_locked(
    pk: int,
    locks: Locks,
    notify: Callable[[int, Send], bool],
    connection: Any,
) -> bool:
    """Whether an email was sent: another job may have done it meanwhile."""
    locked_at = locks.acquire(pk)
    if locked_at is None:
        return False

    def send(email: EmailMessage) -> None:
        connection.open()
        connection.send_messages([email])

    try:
        return notify(pk, send)
    except OSError:  # also the superclass of SMTP's errors: the next email gets a new connection
        connection.close()
        raise
    finally:
        locks.release(pk, locked_at)
