"""What a browser may do with our answers: run, load, send to and be framed by nothing but us, and
keep what is one person's only where the page says so.

No page holds a script or a style of its own, so nothing has to be let through by a nonce.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import DisallowedHost
from django.utils.cache import add_never_cache_headers

OFF = ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone")
OFF += ("browsing-topics", "midi", "payment", "usb")
FIXED = {
    "Permissions-Policy": ", ".join(f"{name}=()" for name in OFF),
    "Cross-Origin-Resource-Policy": "same-origin",
}
# For a page that needs nothing but a stylesheet.
BARE = FIXED | {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
DIRECTIVES = """
default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; manifest-src 'self';
img-src 'self' data: blob: {pictures}; connect-src 'self' {line} {bucket}; base-uri 'none';
object-src 'none'; form-action 'self'; frame-ancestors 'none'
"""
AWAY = 503  # what knows who asks may be what is away


def safety_headers(get_response):
    """Middleware, the first: a file, a redirect and a refusal carry them too."""
    bucket = bucket_origins(settings.STORAGES["default"])
    pictures = " ".join([*bucket, *tile_origins(settings.MAP_TILES_URL)])
    policy = " ".join(
        DIRECTIVES.format(pictures=pictures, bucket=" ".join(bucket), line="{line}").split()
    )

    def middleware(request):
        response = get_response(request)
        for name, value in FIXED.items():
            response.setdefault(name, value)
        if not response.has_header("Cache-Control") and (
            response.status_code == AWAY or _knows_who_asks(request)
        ):
            # Who uses the library's computer next finds nothing in its cache.
            add_never_cache_headers(response)
        # Django's page for a developer draws itself with styles of its own.
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.setdefault("Content-Security-Policy", policy.format(line=_line(request)))
        return response

    return middleware


def _knows_who_asks(request) -> bool:
    """Whether a view has looked, and found somebody; to look only now would cost a query."""
    session = getattr(request, "session", None)
    return session is not None and session.accessed and SESSION_KEY in session


def _line(request) -> str:
    """The origin of our own sockets, which not every browser takes for 'self'."""
    try:
        return f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}"
    except DisallowedHost:
        return ""


def bucket_origins(storage: dict) -> list[str]:
    """Where the links that `storage`, as STORAGES describes it, gives out lead to."""
    options = storage.get("OPTIONS", {})
    if "bucket_name" not in options:
        return []
    if options["endpoint_url"]:
        return [_origin(options["endpoint_url"])]
    # A name with dots would fit no certificate, and stands in the path.
    start = "" if "." in options["bucket_name"] else f"{options['bucket_name']}."
    regions = ["", f"{options['region_name']}."] if options["region_name"] else [""]
    return [f"https://{start}s3.{region}amazonaws.com" for region in regions]


def tile_origins(template: str) -> list[str]:
    """Where the tiles of `https://{s}.host/{z}/{x}/{y}.png` come from: every `{s}`."""
    return [_origin(template.replace("{s}", "*"))] if template else []


def _origin(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))
