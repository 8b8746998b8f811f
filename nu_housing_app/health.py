"""Health checks: is the process alive, and can it reach what it needs?"""

from concurrent.futures import ThreadPoolExecutor

from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nu_housing_app import pending_migrations
from nu_housing_app.server.startup import startup
from realtime import pubsub

TIMEOUT = 3  # seconds: a query may hang instead of failing
_executor = ThreadPoolExecutor(1, thread_name_prefix="ready")


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    parts = {**_database(), "redis": pubsub.is_channel_layer_available()}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _database() -> dict[str, bool]:
    """Whether the database answers, and whether every migration is applied and pages are served."""
    try:
        missing = _executor.submit(_missing_migrations).result(TIMEOUT)
    except (DatabaseError, TimeoutError):
        return {"database": False, "migrations": False}
    return {"database": True, "migrations": not (missing or startup.is_pending)}


def _missing_migrations() -> list[str]:
    try:
        return pending_migrations.missing_migrations()
    finally:
        connection.close()
