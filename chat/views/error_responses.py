"""A `ChatError` as an HTTP response."""

from django.http import HttpResponse, JsonResponse

from chat.errors import ChatError


def error_response(error: ChatError) -> JsonResponse:
    body = {"code": error.code, "detail": error.detail}
    if error.retry_after is not None:
        body["retry_after"] = error.retry_after
    return with_retry_after(JsonResponse(body, status=error.status), error)


def with_retry_after(response: HttpResponse, error: ChatError) -> HttpResponse:
    if error.retry_after is not None:
        response["Retry-After"] = error.retry_after
    return response
