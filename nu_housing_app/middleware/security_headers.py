"""Security headers: pages load from and contact only the site, can't be framed, and a page for one
user is cached only if its view says so.

Pages have no inline scripts or styles, so the policy needs no nonce.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

DISABLED_FEATURES = (
    *("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone"),
    *("browsing-topics", "midi", "payment", "usb"),
)
FIXED = {
    "Permissions-Policy": ", ".join(f"{name}=()" for name in DISABLED_FEATURES),
    "Cross-Origin-Resource-Policy": "same-origin",
}
# For a page that loads nothing but a stylesheet.
BARE = FIXED | {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
DIRECTIVES = """
default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; manifest-src 'self';
img-src 'self' data: blob: {pictures}; connect-src 'self' {socket} {bucket}; base-uri 'none';
object-src 'none'; form-action 'self'; frame-ancestors 'none'
"""
UNAVAILABLE = 503  # in an outage the session may be what can't be loaded


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the first: files, redirects and refusals get the headers too."""
    bucket = bucket_origins(settings.STORAGES["default"])
    pictures = " ".join([*bucket, *tile_origins(settings.MAP_TILES_URL)])
    policy = " ".join(
        DIRECTIVES.format(pictures=pictures, bucket=" ".join(bucket), socket="{socket}").split()
    )

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in FIXED.items():
            response.setdefault(name, value)
        if not response.has_header("Cache-Control") and (
            response.status_code == UNAVAILABLE or _has_loaded_user(request)
        ):
            # The next user of a shared computer finds nothing in its cache.
            add_never_cache_headers(response)
        # Django's debug pages have inline styles.
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.setdefault(
                "Content-Security-Policy", policy.format(socket=_socket_origin(request))
            )
        return response

    return middleware


def _has_loaded_user(request: HttpRequest) -> bool:
    """Whether a view has loaded the session and found a user. Loading it here would cost a
    query."""
    session = getattr(request, "session", None)
    return session is not None and session.accessed and SESSION_KEY in session


def _socket_origin(request: HttpRequest) -> str:
    """The origin of the site's sockets, which not every browser counts as 'self'."""
    try:
        return f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}"
    except DisallowedHost:
        return ""


def bucket_origins(storage: dict[str, Any]) -> list[str]:
    """The origins of signed links into the bucket. `storage`: an entry of STORAGES."""
    options = storage.get("OPTIONS", {})
    if "bucket_name" not in options:
        return []
    if options["endpoint_url"]:
        return [_origin(options["endpoint_url"])]
    # No certificate covers a name with dots, so that one is part of the path.
    start = "" if "." in options["bucket_name"] else f"{options['bucket_name']}."
    regions = ["", f"{options['region_name']}."] if options["region_name"] else [""]
    return [f"https://{start}s3.{region}amazonaws.com" for region in regions]


def tile_origins(template: str) -> list[str]:
    """The origins of tiles from `https://{s}.host/{z}/{x}/{y}.png`: any `{s}`."""
    return [_origin(template.replace("{s}", "*"))] if template else []


def _origin(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))
