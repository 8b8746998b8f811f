"""Logging on stdout: a line for each request, and errors.

No line holds what people wrote or searched for, their email addresses, or a path, whose ids lead to
them. The route, the platform's request id and the user's id are enough to investigate further.
"""

import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from realtime.request_id import request_id, sanitize

NOT_LOGGED = ("/healthz", "/readyz")
# Postgres quotes the row that it refuses in a DETAIL, and its statement in a CONTEXT.
QUOTED_DATA = re.compile(r"^(DETAIL|CONTEXT|STATEMENT): .*$", re.MULTILINE)
EMAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")

# At DEBUG, the libraries that access the bucket log names, links and signatures.
VERBOSE_LOGGERS = ("boto3", "botocore", "s3transfer", "urllib3")

log = logging.getLogger("request")
# Seconds that the current request has waited for a thread, before any middleware ran.
queued: ContextVar[float] = ContextVar("queued", default=0.0)


def to_stdout(level: str) -> dict[str, Any]:
    """The setting LOGGING: everything from `level` on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"anonymize": {"()": "nu_housing_app.logging.get_filter"}},
        "formatters": {"line": {"()": "nu_housing_app.logging.LineFormatter"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "level": level,
                "stream": "ext://sys.stdout",
                "formatter": "line",
                "filters": ["anonymize"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            # The request's own line has the status of a refused or missing page.
            "django.request": {"level": "ERROR"},
            "django.security.csrf": {"level": "ERROR"},
            # The handler still applies a higher `level`.
            **{name: {"level": "INFO"} for name in VERBOSE_LOGGERS},
        },
    }


def get_filter() -> Callable[[logging.LogRecord], bool]:
    return anonymize


def anonymize(record: logging.LogRecord) -> bool:
    """Whether to log the record. Replaces the path in Django's own messages with the route."""
    request = getattr(record, "request", None)
    if request is None or not hasattr(request, "path"):
        return True
    if isinstance(record.args, tuple):
        record.args = tuple(
            _route(request) if part == request.path else part for part in record.args
        )
    return request.path not in NOT_LOGGED


class LineFormatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s %(message)s id=%(id)s")

    def format(self, record: logging.LogRecord) -> str:
        record.id = request_id.get()
        return EMAIL_ADDRESS.sub("(address)", super().format(record))

    def formatException(  # noqa: N802 - the library's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return QUOTED_DATA.sub("", super().formatException(ei))


def log_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the outermost: its times and the time in the queue add up to the whole."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path in NOT_LOGGED:
            return get_response(request)
        token = request_id.set(sanitize(request.headers.get("X-Request-ID", "")))
        queries, started_at = _QueryCounter(), time.perf_counter()
        try:
            with connection.execute_wrapper(queries):
                response = get_response(request)
            log_request(
                request.method or "-",
                _route(request),
                response.status_code,
                time.perf_counter() - started_at,
                queries.number,
                _user(request),
            )
            return response
        finally:
            request_id.reset(token)

    return middleware


class _QueryCounter:
    number = 0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.number += 1
        return execute(*args)


def log_request(
    method: str,
    route: str,
    status: int,
    seconds: float,
    queries: int = 0,
    user: int | str = "-",
) -> None:
    times = seconds * 1000, queued.get() * 1000
    log.info(
        "method=%s route=%s status=%d ms=%d queued=%d queries=%d user=%s",
        *(method if method.isalpha() else "-", route, status, *times, queries, user),
    )


def _user(request: HttpRequest) -> int | str:
    """The user's id if a view has loaded the user: loading it here would cost a query."""
    return getattr(getattr(request, "_cached_user", None), "pk", None) or "-"


def _route(request: HttpRequest) -> str:
    if match := request.resolver_match:
        return match.view_name if match.url_name else match.route
    return "static" if request.path.startswith(settings.STATIC_URL) else "-"
