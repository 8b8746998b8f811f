"""Sets the cookie that makes a browser a known device after a login."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.authentication import known_devices


class KnownDeviceMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if user := getattr(request, "user_of_device", None):
            known_devices.remember(request, response, user)
        return response
