"""The id that the platform's router gives a request. Every log line carries it."""

import re
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")


def set_from_headers(headers: dict[bytes, bytes]) -> None:
    """Set the id for the rest of this task."""
    request_id.set(sanitize(headers.get(b"x-request-id", b"").decode("latin1")))


def sanitize(header: str) -> str:
    """The header's value, or "-" if it could forge a log line."""
    return header if re.fullmatch(r"[\w-]{1,200}", header, re.ASCII) else "-"
