import contextlib
import logging
import time

from allauth.account import app_settings
from allauth.account import utils as allauth
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.authentication.confirmation_links import Confirmation
from accounts.notifications import suppression
from accounts.notifications.absolute_links import absolute, site_url
from accounts.notifications.email_job import EmailUnavailable, connect_to_email_server
from accounts.rate_limits import attempts
from accounts.rate_limits.buckets import LimitReached, give_back_all, take_all
from accounts.rate_limits.limits import PASSWORDS

log = logging.getLogger(__name__)

# Emails that only say whether an address has an account. Strangers can ask for them.
TO_STRANGERS = "account/email/unknown_account"
ACCOUNT_NOTES = {"account/email/account_already_exists", TO_STRANGERS}
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
    """allauth in our words, and with our idea of where one goes next."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed.",
        "cannot_remove_primary_email": "This is the address you log in with. "
        "Choose another one for that first.",
        "duplicate_email": "This address is on your account already.",
        "email_password_mismatch": "This email and password don't go together. "
        "Check both, or log in with a code we email you.",
        "email_taken": "This address is confirmed on another account, so it can't be on this one. "
        "Log in with it there, or remove it there first.",
        "enter_current_password": "This isn't the password you have now.",
        "incorrect_code": "This isn't the code we sent. Look for the newest email from us.",
        "incorrect_password": "This isn't your password.",
        "invalid_or_expired_key": "This link has been used or is too old.",
        "max_email_addresses": "%d addresses are the most. Remove one first.",
        # For the last wrong guess at one code. Rate limits have their own message, with the wait.
        "too_many_login_attempts": "That was the last try with this code. Ask for a new one.",
        "unverified_primary_email": "Confirm this address first.",
    }

    def add_message(self, request, level, message_template=None, *args, **options):
        """Of who has logged out, this browser keeps nothing: its scripts know them by the tag."""
        if message_template == "account/messages/logged_out.txt":
            options["extra_tags"] = "left"
        super().add_message(request, level, message_template, *args, **options)

    def pre_authenticate(self, request: HttpRequest, **credentials) -> None:
        """Check the limits before the password is hashed, so that the response time of a refused
        attempt reveals nothing."""
        email = credentials.get("email", "")
        self._taken = attempts.buckets(PASSWORDS, request, email)
        try:
            attempts.take_password_check(request, email)
            take_all(*self._taken)
        except LimitReached as reached:
            raise attempts.refusal(reached) from reached

    def authenticate(self, request: HttpRequest, **credentials) -> AbstractBaseUser | None:
        user = super().authenticate(request, **credentials)
        if user:
            give_back_all(*self._taken)
        return user

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Writes the password alone: while it is hashed, the account may be closed."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def send_mail(self, template_prefix, email, context):
        """Send one of allauth's emails if the limits allow it; the page doesn't show whether they
        did. Raises LimitReached and EmailUnavailable, whether or not the address has an account."""
        try:
            if self.request and not self._may_send(template_prefix, email):
                connect_to_email_server()
                return
            # allauth's own method needs a request, which commands don't have, and takes the host
            # of its links from it.
            links = {name: absolute(url) for name, url in context.items() if name.endswith("_url")}
            words = {"email": email, "site_url": site_url(), **context, **links}
            headers = None
            if template_prefix == TO_STRANGERS:
                words["no_more_email"] = suppression.link_for(email)
                headers = suppression.headers_for(email)
            self.render_mail(template_prefix, email, words, headers).send()
        except OSError as error:  # which SMTP's errors are, too
            log.exception("a mail could not be sent")
            raise EmailUnavailable from error

    def _may_send(self, template_prefix: str, email: str) -> bool:
        if template_prefix == REAUTHENTICATION_CODE:
            return True
        if template_prefix not in REQUESTED:
            return attempts.may_send_notice(email)
        attempts.take_requested_email(self.request, email)
        if template_prefix not in ACCOUNT_NOTES:
            return True
        is_refused = template_prefix == TO_STRANGERS and suppression.is_suppressed(email)
        return attempts.may_send_account_note(email) and not is_refused

    def generate_login_code(self) -> str:
        self._imitate_resend()
        return super().generate_login_code()

    def generate_email_verification_code(self) -> str:
        self._imitate_resend()
        return super().generate_email_verification_code()

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
        user: AbstractBaseUser,
        context: dict | None = None,
        email: str | None = None,
    ) -> None:
        """Notify every confirmed address, and `email`: a thief who has changed the primary address
        can't keep the notice from the owner. The change stands whether or not the email goes out.
        """
        confirmed = EmailAddress.objects.filter(user=user, verified=True)
        addresses = {*confirmed.values_list("email", flat=True), *([email] if email else [])}
        for address in sorted(addresses or {user.email}):
            with contextlib.suppress(EmailUnavailable):
                words = {"timestamp": timezone.now(), **(context or {})}
                self.send_mail(template_prefix, address, words)

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict]:
        """Only the second factor if there is one, so that somebody who learned the password can't
        turn it off. An emailed code if there is neither a password nor a second factor."""
        methods = super().get_reauthentication_methods(user)
        by_code = {
            "id": "reauthenticate_by_code",
            "description": "Use a code we email you",
            "url": reverse("accounts:reauthenticate-by-code"),
        }
        second = [method for method in methods if method["id"] == "mfa_reauthenticate"]
        return second or methods or [by_code]

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Raises ReauthenticationRequired itself: allauth, which calls this, would require nothing
        of a user who has neither a password nor a second factor.

        A request that was suspended earlier is dropped: allauth would carry out a thief's POST once
        the owner reauthenticates for another page at the same path."""
        required = super().is_reauthentication_required(app=app, **kwargs)
        if required and not _is_recently_reauthenticated(self.request):
            self.request.session.pop(STATE_SESSION_KEY, None)
            raise ReauthenticationRequired
        return required

    def send_confirmation_mail(self, request, emailconfirmation, signup):
        """Send the code, with a link that fills it in, in the browser that asked for it."""
        email, code = emailconfirmation.email_address.email, emailconfirmation.key
        came_from = allauth.get_next_redirect_url(request) or ""
        words = {
            "user": emailconfirmation.email_address.user,
            "code": code,
            "link": absolute(Confirmation(email, code, came_from).path()),
        }
        template = "email_confirmation_signup" if signup else "email_confirmation"
        self.send_mail(f"account/email/{template}", email, words)

    def get_email_verification_redirect_url(self, email_address):
        here = self.request.user.is_authenticated
        return reverse("account_email" if here else "account_login")

    def get_password_change_redirect_url(self, request):
        return reverse("accounts:profile")


def _is_recently_reauthenticated(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    times = [record["at"] for record in records if record.get("reauthenticated")]
    return time.time() - max(times, default=0) < app_settings.REAUTHENTICATION_TIMEOUT
