"""Answers 429 to a request that reaches a limit, and says how long to wait."""

from collections.abc import Callable

from allauth.account.utils import passthrough_next_redirect_url
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html

from accounts.rate_limits import entrance
from accounts.rate_limits.buckets import LimitReached, duration


class RateLimitMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view) -> HttpResponse | None:
        """Count a code that is sent again, here because allauth sends none to an address without an
        account. A refusal shows the same page, so that the code that arrived can still be typed."""
        pending = entrance.code_to_resend(request)
        if pending is None:
            return None
        try:
            entrance.take_requested_mail(request, pending.email)
        except LimitReached as reached:
            [words] = entrance.refusal(reached, entrance.MANY_MAILS)
            messages.error(request, words)
            return redirect(
                passthrough_next_redirect_url(request, request.path, REDIRECT_FIELD_NAME)
            )
        return None

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
    if request.htmx:
        notice = format_html('<p class="notice notice-error">{}</p>', error.detail)
        where = {"HX-Retarget": "#notices", "HX-Reswap": "innerHTML show:#notices:top"}
        return HttpResponse(notice, status=429, headers=where)
    return render(request, "429.html", {"wait": duration(error.retry_after)}, status=429)
