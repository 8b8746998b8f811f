"""Errors of the chat. The code is for programs (socket frames and JSON), the detail for people."""

from typing import Literal

Code = Literal["invalid", "forbidden", "not_found", "too_long", "rate_limited", "unavailable"]


class ChatError(Exception):
    """`retry_after` is in whole seconds, and set only where the same request succeeds later if the
    client merely waits: clients retry automatically."""

    code: Code = "invalid"
    status = 400
    retry_after: int | None = None

    def __init__(self, detail: str, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        if retry_after is not None:
            self.retry_after = max(1, retry_after)


class Invalid(ChatError):
    pass


class TooLong(ChatError):
    code = "too_long"


class Forbidden(ChatError):
    code = "forbidden"
    status = 403


class NotFound(ChatError):
    """Raised for strangers, too, so that they don't learn whether a conversation exists."""

    code = "not_found"
    status = 404


class RateLimited(ChatError):
    """A limit that time lifts. If a reply or a person's decision lifts it, raise Forbidden."""

    code = "rate_limited"
    status = 429


class Unavailable(ChatError):
    code = "unavailable"
    status = 503
    retry_after = 3


def conversation_not_found() -> NotFound:
    return NotFound("There is no such conversation.")


def invitation_not_found() -> NotFound:
    return NotFound("There is no such invitation.")
