"""What can be refused in a chat. The code goes over the wire, the detail is for people."""


class ChatError(Exception):
    code = "invalid"
    status = 400

    def __init__(self, detail: str):
        super().__init__(detail)
        self.detail = detail


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
    code = "rate_limited"
    status = 429


class Unavailable(ChatError):
    code = "unavailable"
    status = 503


def no_conversation() -> NotFound:
    return NotFound("There is no such conversation.")
