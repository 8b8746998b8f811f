"""Errors of the chat. The code is for programs (socket frames and JSON), the detail for people."""

from typing import Literal

Code = Literal["invalid", "forbidden", "not_found", "too_long", "rate_limited", "unavailable"]


class ChatError(Exception):
    """`retry_after` is in whole seconds. It is set only if the same request will succeed after that
    time, because clients retry automatically."""

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
    """Also raised for users who aren't participants: they mustn't learn what exists."""

    code = "not_found"
    status = 404


class RateLimited(ChatError):
    """A limit that ends after some time. For one that ends with a reply, raise Forbidden."""

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
