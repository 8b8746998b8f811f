"""Answers requests that meet a limit with 429, the true wait, and words."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from accounts.rate_limits import LimitReached, duration


class RateLimitMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, LimitReached):
            return None
        response = _answer(request, error)
        response["Retry-After"] = error.retry_after
        return response


def _answer(request: HttpRequest, error: LimitReached) -> HttpResponse:
    if "application/json" in request.headers.get("Accept", ""):
        words = {"code": "rate_limited", "detail": error.detail, "retry_after": error.retry_after}
        return JsonResponse(words, status=429)
    return render(request, "429.html", {"wait": duration(error.retry_after)}, status=429)
