"""The limits on whatever can be tried for an account from outside it: passwords, codes and emails.

They count by the mailbox that was typed, whether or not it has an account, so an answer tells
nobody that there is one.
"""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class PendingCode:
    """What a page that asks for a code waits for. Nothing was mailed if `is_fake`: somebody has
    typed an address without an account to log in, or one with an account to sign up."""

    email: str
    is_fake: bool


def pending_login(request: HttpRequest) -> PendingCode:
    login = unstash_login(request, peek=True)
    return PendingCode(login.email or "", login.user is None) if login else PendingCode("", False)


def pending_confirmation(request: HttpRequest) -> PendingCode:
    state = request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY) or {}
    is_fake = "user_id" not in state or bool(state.get("account_already_exists"))
    return PendingCode(state.get("email", ""), bool(state) and is_fake)


# By the names of the pages that ask for them.
PENDING_CODES = {
    "account_confirm_login_code": pending_login,
    "account_email_verification_sent": pending_confirmation,
}


def code_to_resend(request: HttpRequest) -> PendingCode | None:
    """The code that a request wants once more."""
    route = request.resolver_match
    pending = PENDING_CODES.get(route.url_name) if route else None
    is_resend = request.method == "POST" and request.POST.get("action") == "resend"
    return pending(request) if pending and is_resend else None


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
