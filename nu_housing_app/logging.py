"""What a process says, on stdout: a line a request, and what went wrong.

No line holds what people wrote or searched for, their addresses, or a path, whose numbers lead to
them: a route, the platform's name for the request and the user's number are enough to ask further.
"""

import logging
import re
import time
from contextvars import ContextVar

from django.conf import settings
from django.db import connection

from realtime.request_id import request_id, sanitize

QUIET = ("/healthz", "/readyz")
# Postgres quotes the row that it refuses in a DETAIL, and its statement in a CONTEXT.
QUOTES = re.compile(r"^(DETAIL|CONTEXT|STATEMENT): .*$", re.MULTILINE)
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")

# What carries things to and from the bucket, which at DEBUG tells names, links and signatures.
TALKATIVE = ("boto3", "botocore", "s3transfer", "urllib3")

log = logging.getLogger("request")
# Seconds that the request at hand has waited for a thread, before any middleware saw it.
waited: ContextVar[float] = ContextVar("waited", default=0.0)


def to_stdout(level: str) -> dict:
    """The setting LOGGING: everything from `level` on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"tidy": {"()": "nu_housing_app.logging.tidy"}},
        "formatters": {"line": {"()": "nu_housing_app.logging.Line"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "level": level,
                "stream": "ext://sys.stdout",
                "formatter": "line",
                "filters": ["tidy"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            # What is refused or not found has its status in the request's own line.
            "django.request": {"level": "ERROR"},
            "django.security.csrf": {"level": "ERROR"},
            # Where `level` is higher, the handler keeps to it.
            **{name: {"level": "INFO"} for name in TALKATIVE},
        },
    }


def tidy():
    return _tidy


def _tidy(record: logging.LogRecord) -> bool:
    """Whether to log it; Django's own words name a route then, where they named a path."""
    request = getattr(record, "request", None)
    path = getattr(request, "path", None)
    if path is None:
        return True
    if isinstance(record.args, tuple):
        record.args = tuple(_route(request) if part == path else part for part in record.args)
    return path not in QUIET


class Line(logging.Formatter):
    def __init__(self):
        super().__init__("%(levelname)s %(name)s %(message)s id=%(id)s")

    def format(self, record):
        record.id = request_id.get()
        return ADDRESS.sub("(address)", super().format(record))

    def formatException(self, ei):  # noqa: N802 - the library's name
        return QUOTES.sub("", super().formatException(ei))


def log_requests(get_response):
    """Middleware, the outermost: with the time in the queue, what it tells is all of it."""

    def middleware(request):
        if request.path in QUIET:
            return get_response(request)
        token = request_id.set(sanitize(request.headers.get("X-Request-ID", "")))
        queries, began = _Count(), time.perf_counter()
        try:
            with connection.execute_wrapper(queries):
                response = get_response(request)
            seconds, status = time.perf_counter() - began, response.status_code
            line(request.method, _route(request), status, seconds, queries.number, _user(request))
            return response
        finally:
            request_id.reset(token)

    return middleware


class _Count:
    number = 0

    def __call__(self, execute, *args):
        self.number += 1
        return execute(*args)


def line(method: str, route: str, status: int, seconds: float, queries: int = 0, user="-"):
    times = seconds * 1000, waited.get() * 1000
    log.info(
        "method=%s route=%s status=%d ms=%d queued=%d queries=%d user=%s",
        *(method if method.isalpha() else "-", route, status, *times, queries, user),
    )


def _user(request):
    """Their number, where a view wanted to know who asks: to find out costs a query."""
    return getattr(getattr(request, "_cached_user", None), "pk", None) or "-"


def _route(request) -> str:
    if match := request.resolver_match:
        return match.view_name if match.url_name else match.route
    return "static" if request.path.startswith(settings.STATIC_URL) else "-"
