from typing import Any, TypeVar

import msgspec
from django.http import HttpResponse

from chat.errors import ChatError

Response = TypeVar("Response", bound=HttpResponse)


def json_response(body: Any, *, status: int = 200) -> HttpResponse:
    """Encodes msgspec structs, too."""
    encoded = msgspec.json.encode(body)
    return HttpResponse(encoded, content_type="application/json", status=status)


def error_response(error: ChatError) -> HttpResponse:
    body: dict[str, Any] = {"code": error.code, "detail": error.detail}
    if error.retry_after is not None:
        body["retry_after"] = error.retry_after
    return with_retry_after(json_response(body, status=error.status), error)


def with_retry_after(response: Response, error: ChatError) -> Response:
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    return response
