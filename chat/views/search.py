"""Looking for what was said, in all that one may read."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.authentication.login_redirects import login_required
from chat.forms import SearchForm
from chat.models import Conversation, Message
from chat.search.excerpts import excerpt
from chat.search.query_parser import read
from chat.views.conversation_page import beside
from chat.views.parameters import number_or_none

HITS = 20


@login_required
@require_safe
def search(request):
    """`q`, `in=<conversation>`, `before=<message id>`. With htmx, the hits alone, or those that
    come behind the ones that are there."""
    form = SearchForm(request.GET)
    where = _conversation(request)
    query = read(form.cleaned_data["q"]) if form.is_valid() else None
    context = {"form": form, "where": where, "q": form.data.get("q", ""), "query": query}
    if query and not query.is_empty:
        context |= _hits(request, query, where)
    if request.htmx and not request.htmx.history_restore_request:
        part = "results_page" if "before" in request.GET else "update"
        return render(request, f"chat/search/{part}.html", context)
    return render(request, "chat/search/page.html", context | beside(request.user))


def _conversation(request) -> Conversation | None:
    pk = number_or_none(request.GET.get("in"))
    if pk is None:
        return None
    found = Conversation.objects.for_user(request.user).with_participants()
    return get_object_or_404(found, pk=pk)


def _hits(request, query, where) -> dict:
    found = Message.objects.readable_by(request.user).matching(query)
    if where:
        found = found.filter(conversation=where)
    hits = found.search_results(HITS + 1, before=number_or_none(request.GET.get("before")))
    for hit in hits:
        hit.excerpt = excerpt(hit.body, query)
    return {"hits": hits[:HITS], "older": hits[HITS - 1].pk if len(hits) > HITS else None}
