"""Tells people by email what is news to them, in rounds that a scheduler starts.

Who is told is first claimed, then read anew, then mailed, and only then noted as told:

- Two rounds at once don't tell the same: the claim is one conditional UPDATE, on every database. A
  row lock held until the mail is out would do as well, but the person's own doings would wait for
  the mail server, and with SQLite everyone's.
- A mail that can't be sent is told by the next round. Nothing is lost.
- A round that is killed after the mail server took a mail and before that was noted tells it again,
  once its claim has run out. The other order would lose news at the same moment, and a second mail
  does less harm than a missed one. It has the same Message-ID, by which most mail programs show it
  once.
"""

import logging
from collections.abc import Callable, Iterable
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.db import InterfaceError, OperationalError

from accounts.job_locks import ClaimQuerySet

log = logging.getLogger(__name__)

# Whoever comes next would find the same.
AWAY = (OSError, OperationalError, InterfaceError)


class MailAway(Exception):
    """A mail that somebody waits for could not be sent."""


def reach_mail_server() -> None:
    """Take about as long as sending an email, and fail if the server is down, so that the response
    doesn't reveal that no email was sent. Raises OSError."""
    connection = get_connection()
    connection.open()
    connection.close()


Send = Callable[[EmailMessage], None]


def go_round(
    people: Iterable[int], claims: ClaimQuerySet, tell: Callable[[int, Send], bool]
) -> tuple[int, int]:
    """Have each of these people told; how many were, and how many mails failed. What goes wrong
    with one, who may be deleting their account just now, is logged and keeps no other from theirs.

    `tell(user_id, send)` reads what is news to the person, who is claimed meanwhile, hands one mail
    to `send` and notes it as told; it returns whether there was anything. Raises OSError when the
    mail server can't be reached, and what Django does when the database can't.
    """
    told = failed = 0
    connection = get_connection()
    for user_id in people:
        try:
            told += _tell_claimed(user_id, claims, tell, connection)
        except SMTPException as error:
            log.warning("a mail to person %s failed: %r", user_id, error)
            failed += 1
        except AWAY:
            raise
        except Exception:
            log.exception("person %s could not be told", user_id)
            failed += 1
    connection.close()
    return told, failed


def _tell_claimed(user_id, claims, tell, connection) -> bool:
    """Whether a mail went out: another round may have told it meanwhile."""
    claimed_at = claims.take(user_id)
    if claimed_at is None:
        return False

    def send(mail):
        connection.open()
        connection.send_messages([mail])

    try:
        return tell(user_id, send)
    except OSError:  # which SMTP's errors are, too: the next mail takes another line
        connection.close()
        raise
    finally:
        claims.release(user_id, claimed_at)
