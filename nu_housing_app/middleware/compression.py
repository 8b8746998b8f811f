"""Compresses pages, but neither streamed files nor types that are compressed already."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/", "application/json", "application/geo+json", "application/atom+xml")


class TextCompressionMiddleware(GZipMiddleware):
    """Protected against BREACH by Django: each response masks the CSRF token differently, and
    compressed ones get a random number of extra bytes."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)
