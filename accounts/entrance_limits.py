"""The limits on whatever can be tried for an account from outside it: passwords, codes and emails.

They count by the mailbox that was typed, whether or not it has an account, so an answer tells
nobody that there is one.
"""

from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
from allauth.account.internal.stagekit import unstash_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.known_devices import known_device
from accounts.rate_limits import (
    ACCOUNT_NOTES,
    INVITATION_MAILS,
    MAILS_REQUESTED_BY_ACCOUNT,
    NOTICES,
    PASSWORD_CHECKS_BY_ACCOUNT,
    PASSWORD_CHECKS_BY_NETWORK,
    REQUESTED_MAILS,
    EntranceLimits,
    Limit,
    LimitReached,
    buckets_of_account,
    duration,
    mailbox_of,
    network_of,
    take,
    take_all,
)

MANY_TRIES = "Too many tries."
MANY_MAILS = "We have sent a lot of email there. Check the spam folder."


def buckets(limits: EntranceLimits, request: HttpRequest, email: str) -> list[tuple]:
    """Those that one try at the account of `email` takes from."""
    mailbox = mailbox_of(email)
    if device := known_device(request, email):
        return [(limits.by_device, device, mailbox)]
    network = network_of(request)
    return [
        (limits.by_network_and_account, network, mailbox),
        (limits.by_account, mailbox),
        (limits.by_network, network),
    ]


def take_password_check(request: HttpRequest, email: str) -> None:
    """Before a password is hashed, right or wrong. Raises LimitReached."""
    if known_device(request, email):
        take(PASSWORD_CHECKS_BY_ACCOUNT, mailbox_of(email))
    else:
        take(PASSWORD_CHECKS_BY_NETWORK, network_of(request))


def take_requested_mail(request: HttpRequest, email: str, *more: tuple) -> None:
    """For an email that anybody can ask for, once a request and mailbox. `more`: buckets that the
    request takes from as well. Raises LimitReached."""
    taken = request.__dict__.setdefault("mailboxes_taken", set())
    if (mailbox := mailbox_of(email)) in taken:
        return
    if request.user.is_authenticated:
        more += tuple(buckets_of_account(MAILS_REQUESTED_BY_ACCOUNT, request.user))
    take_all(*more, *buckets(REQUESTED_MAILS, request, email))
    taken.add(mailbox)


def address_of_pending_code(request: HttpRequest) -> str:
    """Where the code that this browser is asked for went, "" where it is asked for none."""
    login = unstash_login(request, peek=True)
    confirmation = request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY) or {}
    return confirmation.get("email") or (login and login.email) or ""


def may_send_account_note(email: str) -> bool:
    """Whether to send an address that it has an account, or none. The page doesn't say."""
    return _passes(ACCOUNT_NOTES, email)


def may_mail_invitation(email: str) -> bool:
    """Whether the mailbox may be invited once more today, whoever invites."""
    return _passes(INVITATION_MAILS, email)


def may_send_notice(email: str) -> bool:
    return _passes(NOTICES, email)


def _passes(limit: Limit, email: str) -> bool:
    try:
        take(limit, mailbox_of(email))
    except LimitReached:
        return False
    return True


def refusal(reached: LimitReached, what: str = MANY_TRIES) -> ValidationError:
    """What a form says of it."""
    wait = duration(reached.retry_after)
    return ValidationError(f"{what} Try again in {wait}.", code="rate_limited")
