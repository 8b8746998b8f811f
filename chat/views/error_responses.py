"""A `ChatError` as an HTTP response."""

from typing import Any, TypeVar

from django.http import HttpResponse, JsonResponse

from chat.errors import ChatError

Response = TypeVar("Response", bound=HttpResponse)


def error_response(error: ChatError) -> JsonResponse:
    body: dict[str, Any] = {"code": error.code, "detail": error.detail}
    if error.retry_after is not None:
        body["retry_after"] = error.retry_after
    return with_retry_after(JsonResponse(body, status=error.status), error)


def with_retry_after(response: Response, error: ChatError) -> Response:
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    return response
