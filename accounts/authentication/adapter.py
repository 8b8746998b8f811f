"""allauth's adapter: error texts, limits on passwords and emails, reauthentication, redirects."""

import contextlib
import logging
import time
from typing import Any

from allauth.account import app_settings
from allauth.account import utils as allauth
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.authentication.confirmation_links import Confirmation
from accounts.models import User
from accounts.notifications import suppression
from accounts.notifications.absolute_links import absolute, site_url
from accounts.notifications.email_job import EmailUnavailable, connect_to_email_server
from accounts.rate_limits import attempts
from accounts.rate_limits.buckets import LimitReached, give_back_all, take_all
from accounts.rate_limits.limits import PASSWORDS

log = logging.getLogger(__name__)

# The tag of messages whose page also clears the browser's storage.
LOGGED_OUT_TAG = "left"
# Emails that only say whether an address has an account. Anyone can request them.
UNKNOWN_ACCOUNT = "account/email/unknown_account"
ACCOUNT_NOTES = {"account/email/account_already_exists", UNKNOWN_ACCOUNT}
# Emails that anyone can have sent to an address by typing it into a form.
REQUESTED = ACCOUNT_NOTES | {
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/login_code",
    "account/email/password_reset_key",
}
# Has its own limit, so that the page can say how long to wait.
REAUTHENTICATION_CODE = "account/email/reauthentication_code"


class AccountAdapter(DefaultAccountAdapter):
    """Has the site's own error texts. Limits passwords and emails by account and network."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed.",
        "cannot_remove_primary_email": "This is your main address. "
        "Make another one the main address first.",
        "duplicate_email": "This address is on your account already.",
        "email_password_mismatch": "This email and password don’t match. "
        "Check both, or log in with a code we email you.",
        "email_taken": "This address is confirmed on another account, so it can’t be on this one. "
        "Log in with it there, or remove it there first.",
        "enter_current_password": "This isn’t your current password.",
        "incorrect_code": "This isn’t the code we sent. Look for the newest email from us.",
        "incorrect_password": "This isn’t your password.",
        "invalid_or_expired_key": "This link has been used or is too old.",
        "max_email_addresses": "You can have up to %d addresses. Remove one first.",
        # For the last wrong guess at one code. Rate limits have their own message, with the wait.
        "too_many_login_attempts": "That was the last attempt with this code. Ask for a new one.",
        "unverified_primary_email": "Confirm this address first.",
    }

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **options: Any,
    ) -> None:
        """Tag the message after a logout, so that scripts clear the browser's storage."""
        if message_template == "account/messages/logged_out.txt":
            options["extra_tags"] = LOGGED_OUT_TAG
        super().add_message(request, level, message_template, *args, **options)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Check the limits before the password is hashed, so that the response time of a refused
        attempt reveals nothing."""
        email = credentials.get("email", "")
        self._taken = attempts.buckets(PASSWORDS, request, email)
        try:
            attempts.take_password_check(request, email)
            take_all(*self._taken)
        except LimitReached as reached:
            raise attempts.refusal(reached) from reached

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user:
            give_back_all(*self._taken)
        return user

    def set_password(self, user: User, password: str) -> None:
        """Write only the password: the account may be closed while it is hashed."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of allauth's emails if the limits allow it; the page doesn't show whether they
        did. Raises LimitReached and EmailUnavailable, whether or not the address has an account."""
        try:
            if self.request and not self._may_send(template_prefix, email):
                connect_to_email_server()
                return
            # allauth's own method needs a request, which commands don't have, and takes the host
            # of its links from it.
            links = {name: absolute(url) for name, url in context.items() if name.endswith("_url")}
            context = {"email": email, "site_url": site_url(), **context, **links}
            headers = None
            if template_prefix == UNKNOWN_ACCOUNT:
                context["suppress_url"] = suppression.link_for(email)
                headers = suppression.headers_for(email)
            self.render_mail(template_prefix, email, context, headers).send()
        except OSError as error:  # also the superclass of SMTP's errors
            log.exception("an email could not be sent")
            raise EmailUnavailable from error

    def _may_send(self, template_prefix: str, email: str) -> bool:
        if template_prefix == REAUTHENTICATION_CODE:
            return True
        if template_prefix not in REQUESTED:
            return attempts.may_send_notice(email)
        attempts.take_requested_email(self.request, email)
        if template_prefix not in ACCOUNT_NOTES:
            return True
        is_refused = template_prefix == UNKNOWN_ACCOUNT and suppression.is_suppressed(email)
        return attempts.may_send_account_note(email) and not is_refused

    def generate_login_code(self) -> str:
        self._imitate_resend()
        code: str = super().generate_login_code()
        return code

    def generate_email_verification_code(self) -> str:
        self._imitate_resend()
        code: str = super().generate_email_verification_code()
        return code

    def _imitate_resend(self) -> None:
        """allauth resends nothing if the first email only said whether there is an account. Take as
        long as sending does, so that the response time doesn't reveal it."""
        pending = self.request and attempts.code_to_resend(self.request)
        if pending and pending.is_fake:
            try:
                connect_to_email_server()
            except OSError as error:
                raise EmailUnavailable from error

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Notify every confirmed address, and `email`: a thief who has changed the primary address
        can't keep the notice from the owner. The change stands whether or not the email goes out.
        """
        confirmed = EmailAddress.objects.filter(user=user, verified=True)
        addresses = {*confirmed.values_list("email", flat=True), *([email] if email else [])}
        for address in sorted(addresses or {user.email}):
            with contextlib.suppress(EmailUnavailable):
                full_context = {"timestamp": timezone.now(), **(context or {})}
                self.send_mail(template_prefix, address, full_context)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Only the second factor if there is one, so that somebody who learned the password can't
        turn it off. An emailed code if there is neither a password nor a second factor."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        by_code = {
            "id": "reauthenticate_by_code",
            "description": "Use a code we email you",
            "url": reverse("accounts:reauthenticate-by-code"),
        }
        second = [method for method in methods if method["id"] == "mfa_reauthenticate"]
        return second or methods or [by_code]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Raises ReauthenticationRequired itself: allauth, which calls this, would require nothing
        of a user who has neither a password nor a second factor.

        A request that was suspended earlier is dropped: allauth would carry out a thief's POST once
        the owner reauthenticates for another page at the same path."""
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        if required and not _is_recently_reauthenticated(self.request):
            self.request.session.pop(STATE_SESSION_KEY, None)
            raise ReauthenticationRequired
        return required

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: Any, signup: bool
    ) -> None:
        """Send the code, and a link that fills it in if it is opened in the same browser."""
        email, code = emailconfirmation.email_address.email, emailconfirmation.key
        came_from = allauth.get_next_redirect_url(request) or ""
        context = {
            "user": emailconfirmation.email_address.user,
            "code": code,
            "link": absolute(Confirmation(email, code, came_from).path()),
        }
        template = "email_confirmation_signup" if signup else "email_confirmation"
        self.send_mail(f"account/email/{template}", email, context)

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        is_logged_in = self.request.user.is_authenticated
        return reverse("account_email" if is_logged_in else "account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")


def _is_recently_reauthenticated(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    times: list[float] = [r["at"] for r in records if r.get("reauthenticated")]
    seconds: int = app_settings.REAUTHENTICATION_TIMEOUT
    return time.time() - max(times, default=0) < seconds
