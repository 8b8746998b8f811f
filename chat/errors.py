"""What can be refused in a chat. The code goes over the wire, the detail is for people."""


class ChatError(Exception):
    """`retry_after` is in whole seconds, and set only where the same request succeeds later if the
    client merely waits: clients retry automatically."""

    code = "invalid"
    status = 400
    retry_after: int | None = None

    def __init__(self, detail: str, retry_after: int | None = None):
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
    """Also what a stranger hears: they don't learn whether there is such a conversation."""

    code = "not_found"
    status = 404


class RateLimited(ChatError):
    """A limit that time lifts. One that takes an answer or a decision is Forbidden."""

    code = "rate_limited"
    status = 429


class Unavailable(ChatError):
    code = "unavailable"
    status = 503
    retry_after = 3


def no_conversation() -> NotFound:
    return NotFound("There is no such conversation.")
