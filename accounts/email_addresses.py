"""Email addresses: one normal form, which is what the site stores, compares and sends mail to.

Imports no models, so that the settings can use it.
"""

import re

from django.core.exceptions import ValidationError
from email_validator import EmailNotValidError, validate_email

# RFC 5321 allows more characters, but some mail programs take them for routing (`!`, `%`), a file
# or a command (`/`, `|`) or an encoded word (`=?…?=`, RFC 2047). People's mailboxes have none.
LOCAL_PART = re.compile(r"[a-z0-9_+'&=~][a-z0-9._+'&=~-]*")
# For development and for accounts that never get email; email-validator refuses it.
LOCALHOST = "localhost"
MESSAGE = "Enter a valid email address."


def normalize_address(text: str) -> str:
    """The normal form of an email address: ASCII, in lower case, an international domain in
    Punycode. Spaces around it are dropped. Raises ValidationError for anything that isn't a plain
    `name@domain`."""
    local, _, domain = text.strip(" ").lower().rpartition("@")
    if not LOCAL_PART.fullmatch(local):
        raise ValidationError(MESSAGE, code="invalid")
    if domain == LOCALHOST:
        return f"{local}@{LOCALHOST}"
    try:
        found = validate_email(
            f"{local}@{domain}",
            allow_smtputf8=False,
            strict=True,
            check_deliverability=False,
            test_environment=True,
        )
    except EmailNotValidError as error:
        raise ValidationError(MESSAGE, code="invalid") from error
    return f"{local}@{found.ascii_domain.lower()}"


def is_normal_address(text: str) -> bool:
    try:
        return normalize_address(text) == text
    except ValidationError:
        return False
