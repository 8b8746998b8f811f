import msgspec
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.authentication.login_redirects import login_required
from chat import rate_limits
from chat.actions import message_send, read_receipts
from chat.errors import ChatError, Invalid, NotFound
from chat.models import Attachment, Conversation, Message
from chat.protocol.message import body_of
from chat.views.conversation_page import PAGE, conversation_page, for_participants
from chat.views.error_responses import error_response, with_retry_after
from chat.views.message_form import attach, count_files, words_of
from chat.views.parameters import number_or_none, whole_number

MOST = 1000


def _ask_again(request, pk, error: ChatError, files=()):
    """The page once more, with what was written and why it wasn't taken."""
    waiting = Attachment.objects.unsent_by(request.user).filter(conversation=pk, pk__in=files)
    page = conversation_page(
        request,
        pk,
        status=error.status,
        body=request.POST.get("body", ""),
        refusal=error.detail,
        waiting=waiting,
        reply_to=number_or_none(request.POST.get("reply_to")),
    )
    return with_retry_after(page, error)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
@count_files(_ask_again)
def messages(request, pk):
    return _send(request, pk) if request.method == "POST" else _list(request, pk)


@login_required
@require_POST
def read(request, pk):
    """Note, without a script, that one has read as far as `seq`."""
    conversation = get_object_or_404(Conversation.objects.for_user(request.user), pk=pk)
    try:
        read_receipts.mark_read(request.user, pk, whole_number(request.POST.get("seq")) or 0)
    except (Invalid, NotFound) as error:
        return error_response(error)
    return redirect(conversation)


def _list(request, pk):
    """`after=<version>`: what changed since, by rising version. `before=<seq>`: the page of
    history that ends there; without either, the newest. Both by rising place."""
    conversation = get_object_or_404(Conversation.objects.for_user(request.user), pk=pk)
    try:
        after, before = (whole_number(request.GET.get(name)) for name in ("after", "before"))
    except Invalid as error:
        return error_response(error)
    if after is not None:
        found = Message.objects.readable_by(request.user).changed_after(
            conversation.pk, after, MOST
        )
    else:
        history = (
            Message.objects.readable_by(request.user).for_frames().filter(conversation=conversation)
        )
        found = history.newest(PAGE, before=before)
    # Where a page is full there is more: the version to go on from is the last that is in it.
    full = after is not None and len(found) == MOST
    version = found[-1].version if full else conversation.version
    body = {"messages": [body_of(message) for message in found], "version": version}
    return HttpResponse(msgspec.json.encode(body), content_type="application/json")


def _send(request, pk):
    wants_json = "application/json" in request.headers.get("Accept", "")
    files = []
    try:
        rate_limits.allowance_of(request.user.pk).take_message()
        words = words_of(request, exactly=wants_json)
        reply_to = whole_number(request.POST.get("reply_to") or None)
        attach(request, pk, files)
        message = message_send.send(request.user, pk, *words, files, reply_to)
    except ChatError as error:
        if wants_json:
            return error_response(error)
        if isinstance(error, NotFound):
            raise
        return _ask_again(request, pk, error, files)
    if wants_json:
        body = msgspec.json.encode(body_of(message))
        return HttpResponse(body, content_type="application/json", status=201)
    return redirect("chat:conversation", message.conversation_id)
