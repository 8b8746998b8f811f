"""The link in the email that confirms an address. It carries the same code as the email, and like
the code it works only in the browser that requested it."""

from dataclasses import asdict, dataclass

from allauth.account import app_settings
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

SALT = "accounts.confirmation_links"


@dataclass(frozen=True)
class Confirmation:
    """`came_from`: the path to continue to afterwards; may be empty."""

    email: str
    code: str
    came_from: str = ""

    def token(self) -> str:
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    def path(self) -> str:
        return reverse("accounts:confirm-email", args=[self.token()])

    def is_requested_by(self, request: HttpRequest) -> bool:
        """Whether the browser of this request is the one that requested the code."""
        process = EmailVerificationProcess.resume(request)
        return process is not None and (process.email, process.code) == (self.email, self.code)


def read(token: str) -> Confirmation | None:
    """None for a link that is too old, or that this site didn't make."""
    try:
        seconds = app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT
        return Confirmation(**signing.loads(token, salt=SALT, max_age=seconds))
    except signing.BadSignature:
        return None
