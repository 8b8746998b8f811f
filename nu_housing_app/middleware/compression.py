"""Pages travel compressed; what is compressed already, or a file on its way, is left alone."""

from django.middleware.gzip import GZipMiddleware

TEXT = ("text/", "application/json", "application/geo+json", "application/atom+xml")


class TextCompressionMiddleware(GZipMiddleware):
    """Against BREACH it stands on Django's two guards: a CSRF token is masked anew in each answer,
    and a random number of bytes is added to what is compressed."""

    def process_response(self, request, response):
        if response.streaming or not response.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)
