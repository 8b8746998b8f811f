"""Limits attempts at an account by visitors who aren't logged in: passwords, codes and the emails
that they request.

Attempts count for the mailbox that was entered, whether or not it has an account, so that responses
don't reveal whether there is one.
"""

from dataclasses import dataclass

from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
from allauth.account.internal.stagekit import unstash_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.authentication.known_devices import known_device
from accounts.rate_limits.buckets import (
    Bucket,
    LimitReached,
    buckets_of_account,
    mailbox_of,
    network_of,
    take,
    take_all,
)
from accounts.rate_limits.limits import (
    ACCOUNT_NOTES,
    INVITATION_EMAILS,
    NOTICES,
    PASSWORD_CHECKS_BY_ACCOUNT,
    PASSWORD_CHECKS_BY_NETWORK,
    REQUESTED_EMAILS,
    REQUESTED_EMAILS_BY_ACCOUNT,
    AttemptLimits,
    Limit,
)

TOO_MANY_ATTEMPTS = "Too many attempts."
TOO_MANY_EMAILS = "We have sent a lot of email there. Check the spam folder."


def buckets(limits: AttemptLimits, request: HttpRequest, email: str) -> list[Bucket]:
    """The buckets that one attempt at the account of `email` takes from."""
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
    """Count a password check, whether or not the password is right. Raises LimitReached."""
    if known_device(request, email):
        take(PASSWORD_CHECKS_BY_ACCOUNT, mailbox_of(email))
    else:
        take(PASSWORD_CHECKS_BY_NETWORK, network_of(request))


def take_requested_email(request: HttpRequest, email: str, *more: Bucket) -> None:
    """Count an email that anyone can request, once per request and mailbox. `more`: further buckets
    to take from. Raises LimitReached."""
    taken = request.__dict__.setdefault("mailboxes_taken", set())
    if (mailbox := mailbox_of(email)) in taken:
        return
    if request.user.is_authenticated:
        more += tuple(buckets_of_account(REQUESTED_EMAILS_BY_ACCOUNT, request.user))
    take_all(*more, *buckets(REQUESTED_EMAILS, request, email))
    taken.add(mailbox)


@dataclass(frozen=True)
class PendingCode:
    """The code that a page asks for. `is_fake`: none was sent, because somebody logs in with an
    address that has no account, or signs up with one that has."""

    email: str
    is_fake: bool


def pending_login(request: HttpRequest) -> PendingCode:
    login = unstash_login(request, peek=True)
    return PendingCode(login.email or "", login.user is None) if login else PendingCode("", False)


def pending_confirmation(request: HttpRequest) -> PendingCode:
    state = request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY) or {}
    is_fake = "user_id" not in state or bool(state.get("account_already_exists"))
    return PendingCode(state.get("email", ""), bool(state) and is_fake)


# By the URL names of the pages that ask for them.
PENDING_CODES = {
    "account_confirm_login_code": pending_login,
    "account_email_verification_sent": pending_confirmation,
}


def code_to_resend(request: HttpRequest) -> PendingCode | None:
    """The pending code that a request asks to send again, if it does."""
    route = request.resolver_match
    pending = PENDING_CODES.get(route.url_name or "") if route else None
    # Other requests' bodies aren't parsed here: their views may refuse them unread.
    if pending is None or request.method != "POST" or request.POST.get("action") != "resend":
        return None
    return pending(request)


def may_send_account_note(email: str) -> bool:
    """Whether to send another email that says whether the address has an account. The page looks
    the same either way."""
    return _passes(ACCOUNT_NOTES, email)


def may_email_invitation(email: str) -> bool:
    """Whether the mailbox may get another invitation today, whoever sends it."""
    return _passes(INVITATION_EMAILS, email)


def may_send_notice(email: str) -> bool:
    return _passes(NOTICES, email)


def _passes(limit: Limit, email: str) -> bool:
    try:
        take(limit, mailbox_of(email))
    except LimitReached:
        return False
    return True


def refusal(reached: LimitReached, reason: str = TOO_MANY_ATTEMPTS) -> ValidationError:
    """The error that a form shows when the limit is reached."""
    return ValidationError(reached.message(reason), code="rate_limited")
