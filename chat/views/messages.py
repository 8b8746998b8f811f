import uuid

import msgspec
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import login_required
from chat import limits, messaging, wire
from chat.errors import ChatError, Invalid, NotFound
from chat.models import Conversation, Message
from chat.views.numbers import whole_number
from chat.views.page import PAGE, conversation_page, for_participants

MOST = 1000


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
def messages(request, pk):
    return _send(request, pk) if request.method == "POST" else _list(request, pk)


@login_required
@require_POST
def read(request, pk):
    """Note, without a script, that one has read as far as `seq`."""
    conversation = get_object_or_404(Conversation.objects.of(request.user), pk=pk)
    try:
        messaging.mark_read(request.user, pk, whole_number(request.POST.get("seq")) or 0)
    except Invalid as error:
        return _refused(error)
    return redirect(conversation)


def _list(request, pk):
    """`after=<version>`: what changed since, by rising version. `before=<seq>`: the page of
    history that ends there; without either, the newest. Both by rising place."""
    conversation = get_object_or_404(Conversation.objects.of(request.user), pk=pk)
    try:
        after, before = (whole_number(request.GET.get(name)) for name in ("after", "before"))
    except Invalid as error:
        return _refused(error)
    if after is not None:
        found = messaging.changed_after(conversation.pk, after, MOST, of=request.user)
    else:
        history = Message.objects.of(request.user).for_wire().filter(conversation=conversation)
        found = history.newest(PAGE, before=before)
    # Where a page is full there is more: the version to go on from is the last that is in it.
    full = after is not None and len(found) == MOST
    version = found[-1].version if full else conversation.version
    body = {"messages": [wire.body_of(message) for message in found], "version": version}
    return HttpResponse(msgspec.json.encode(body), content_type="application/json")


def _send(request, pk):
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        limits.allowance_of(request.user.pk).take_message()
        message = messaging.send(request.user, pk, *_sent(request, exactly=wants_json))
    except ChatError as error:
        if wants_json:
            return _refused(error)
        if isinstance(error, NotFound):
            raise
        return _ask_again(request, pk, error)
    if wants_json:
        body = msgspec.json.encode(wire.body_of(message))
        return HttpResponse(body, content_type="application/json", status=201)
    return redirect("chat:conversation", message.conversation_id)


def _ask_again(request, pk, error: ChatError):
    """The page once more, with what was written and why it wasn't taken."""
    words = {"body": request.POST.get("body", ""), "refusal": error.detail}
    return conversation_page(request, pk, status=error.status, **words)


def _sent(request, *, exactly: bool):
    """(nonce, body) of the form. Raises Invalid."""
    try:
        nonce = uuid.UUID(request.POST.get("nonce", ""))
    except ValueError as error:
        raise Invalid("The nonce must be a UUID.") from error
    body = request.POST.get("body", "")
    # A browser's form sends line ends as CRLF, a script sends what it means.
    return nonce, body if exactly else body.replace("\r\n", "\n")


def _refused(error: ChatError):
    return JsonResponse({"code": error.code, "detail": error.detail}, status=error.status)
