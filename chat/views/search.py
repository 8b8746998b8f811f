from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.authentication.login_redirects import login_required
from accounts.request_types import AuthenticatedRequest
from chat.forms import SearchForm
from chat.models import Conversation, Message
from chat.search.excerpts import excerpt
from chat.search.query_parser import Query, parse
from chat.views.conversation_list import conversation_list
from chat.views.parameters import number_or_none

HITS = 20


@login_required
@require_safe
def search(request: AuthenticatedRequest) -> HttpResponse:
    """Takes `q`, `in=<conversation>` and `before=<message id>`. For htmx, renders only the hits or,
    with `before`, the next page of them."""
    form = SearchForm(request.GET)
    scope = _scope(request)
    query = parse(form.cleaned_data["q"]) if form.is_valid() else None
    context = {"form": form, "scope": scope, "q": form.data.get("q", ""), "query": query}
    if query and not query.is_empty:
        context |= _hits(request, query, scope)
    if request.htmx and not request.htmx.history_restore_request:
        part = "results_page" if "before" in request.GET else "update"
        return render(request, f"chat/search/{part}.html", context)
    return render(request, "chat/search/page.html", context | conversation_list(request.user))


def _scope(request: AuthenticatedRequest) -> Conversation | None:
    """The conversation to search in; None for all."""
    pk = number_or_none(request.GET.get("in"))
    if pk is None:
        return None
    conversations = Conversation.objects.for_user(request.user).with_participants()
    return get_object_or_404(conversations, pk=pk)


def _hits(
    request: AuthenticatedRequest, query: Query, scope: Conversation | None
) -> dict[str, Any]:
    messages = Message.objects.readable_by(request.user).matching(query)
    if scope:
        messages = messages.filter(conversation=scope)
    before = number_or_none(request.GET.get("before"))
    hits = messages.search_results(HITS + 1, before=before)
    for hit in hits:
        hit.excerpt = excerpt(hit.body, query)
    return {"hits": hits[:HITS], "older": hits[HITS - 1].pk if len(hits) > HITS else None}
