from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

from accounts.email_addresses import normalize_address


class EmailBackend(smtp.EmailBackend):
    """Sends through the SMTP server of EMAIL_URL, and only to addresses in normal form.

    Raises SMTPRecipientsRefused for any other recipient, which a mail server could take for a
    different address.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for field in ("to", "cc", "bcc"):
                setattr(message, field, [_check(email) for email in getattr(message, field)])
        return super().send_messages(email_messages)


def _check(email: str) -> str:
    try:
        return normalize_address(email)
    except ValidationError as error:
        answer = (553, b"not an email address in normal form")
        raise SMTPRecipientsRefused({email: answer}) from error
