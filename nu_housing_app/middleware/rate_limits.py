"""Answers 429 to a request that reaches a limit, and says how long to wait."""

from collections.abc import Callable

from allauth.account.utils import passthrough_next_redirect_url
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from accounts.rate_limits import attempts
from accounts.rate_limits.buckets import LimitReached, duration
from accounts.request_types import is_htmx, wants_json
from nu_housing_app import refusals


class RateLimitMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """Count each request to send a code again. This isn't done in the adapter because allauth
        sends no code to an address without an account. A refusal shows the same page, so that a
        code that has arrived can still be entered."""
        pending = attempts.code_to_resend(request)
        if pending is None:
            return None
        try:
            attempts.take_requested_email(request, pending.email)
        except LimitReached as reached:
            messages.error(request, reached.message(attempts.TOO_MANY_EMAILS))
            return redirect(
                passthrough_next_redirect_url(request, request.path, REDIRECT_FIELD_NAME)
            )
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, LimitReached):
            return None
        response = _answer(request, error)
        response["Retry-After"] = str(error.retry_after)
        return response


def _answer(request: HttpRequest, error: LimitReached) -> HttpResponse:
    if wants_json(request):
        body = refusals.as_json("rate_limited", error.detail, error.retry_after)
        return JsonResponse(body, status=429)
    if is_htmx(request):
        notice = refusals.as_notice(error.detail)
        return HttpResponse(notice, status=429, headers=refusals.NOTICE_HEADERS)
    return render(request, "429.html", {"wait": duration(error.retry_after)}, status=429)
