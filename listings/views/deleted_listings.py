from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from accounts.request_types import wants_json
from listings.querysets.listing import ListingDeleted


def not_found_if_deleted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 if the listing is deleted while the view works with it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ListingDeleted as error:
            if wants_json(request):
                detail = "This listing was deleted."
                return JsonResponse({"code": "not_found", "detail": detail}, status=404)
            raise Http404 from error

    return answer
