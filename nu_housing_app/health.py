"""What a platform asks: does the process live, and does it reach what it needs?"""

from concurrent.futures import ThreadPoolExecutor

from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from live import calls

PATIENCE = 3  # seconds: a database that hangs doesn't answer
_asking = ThreadPoolExecutor(1, thread_name_prefix="ready")


@require_safe
@never_cache
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request):
    parts = {"database": _database_answers(), "redis": calls.layer_answers()}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _database_answers() -> bool:
    try:
        _asking.submit(_ask_database).result(PATIENCE)
    except (DatabaseError, TimeoutError):
        return False
    return True


def _ask_database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()
