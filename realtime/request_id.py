"""The platform's name for the request at hand, which every line of the log carries."""

import re
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")


def note(headers: dict[bytes, bytes]):
    """Carry it from here on, for as long as this task goes."""
    request_id.set(trusted(headers.get(b"x-request-id", b"").decode("latin1")))


def trusted(header: str) -> str:
    """What a header names it, where that can't forge a line of the log."""
    return header if re.fullmatch(r"[\w-]{1,200}", header, re.ASCII) else "-"
