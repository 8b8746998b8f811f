from django.db.models import BigIntegerField

from chat.errors import Invalid

MAX_ID = BigIntegerField.MAX_BIGINT


def required_number(text: str, name: str) -> int:
    """A seq, a version or an id. Raises Invalid."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Invalid(f"“{name}” must be a whole number.")
    return int(text)


def optional_number(text: str | None, name: str) -> int | None:
    """The same; None without a text. Raises Invalid."""
    return None if text is None else required_number(text, name)


def number_or_none(text: str | None) -> int | None:
    """A number from a page's address. An invalid one counts as none."""
    try:
        return optional_number(text, "")
    except Invalid:
        return None
