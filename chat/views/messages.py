import uuid
from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.authentication.login_redirects import login_required
from accounts.images.upload_checks import refuse_many_files
from accounts.request_types import AuthenticatedRequest, wants_json
from chat import rate_limits
from chat.actions import message_send, read_receipts
from chat.errors import ChatError, Invalid, NotFound
from chat.models import Conversation, Message
from chat.protocol.message import body_of
from chat.views.composer import Composer
from chat.views.conversation_page import PAGE_SIZE, ConversationPage, render_conversation
from chat.views.message_form import TOO_MANY_FILES, add_files, nonce_and_body
from chat.views.parameters import number_or_none, optional_number
from chat.views.participants_only import for_participants
from chat.views.responses import error_response, json_response, with_retry_after

MAX_MESSAGES = 1000  # in one response


def _show_again(
    request: AuthenticatedRequest, pk: int, error: ChatError, files: Iterable[uuid.UUID] = ()
) -> HttpResponse:
    """The conversation page with the unsent message and the error."""
    page = ConversationPage(request.user, pk)
    composer = Composer(
        page.conversation,
        request.user,
        reply_to=number_or_none(request.POST.get("reply_to")),
        body=request.POST.get("body", ""),
        error=error.detail,
        files=files,
    )
    return with_retry_after(render_conversation(request, page, composer, error.status), error)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
@refuse_many_files(lambda request, pk: _show_again(request, pk, Invalid(TOO_MANY_FILES)))
def messages(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _send(request, pk) if request.method == "POST" else _list(request, pk)


@login_required
@require_POST
def read(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Mark everything up to `seq` as read, without a script."""
    conversation = get_object_or_404(Conversation.objects.for_user(request.user), pk=pk)
    try:
        seq = optional_number(request.POST.get("seq"), "seq")
        read_receipts.mark_read(request.user, pk, seq or 0)
    except (Invalid, NotFound) as error:
        return error_response(error)
    return redirect(conversation)


def _list(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """`after=<version>`: the messages that changed since, by rising version. `before=<seq>`: the
    page of history before it; without either, the newest page. Pages are by rising seq."""
    conversation = get_object_or_404(Conversation.objects.for_user(request.user), pk=pk)
    try:
        after = optional_number(request.GET.get("after"), "after")
        before = optional_number(request.GET.get("before"), "before")
    except Invalid as error:
        return error_response(error)
    readable = Message.objects.readable_by(request.user)
    if after is not None:
        found = readable.changed_after(conversation.pk, after, MAX_MESSAGES)
    else:
        history = readable.for_frames().filter(conversation=conversation)
        found = history.newest(PAGE_SIZE, before=before)
    # A full response may not be all: the client continues after the last version in it.
    is_full = after is not None and len(found) == MAX_MESSAGES
    version = found[-1].version if is_full else conversation.version
    return json_response({"messages": [body_of(message) for message in found], "version": version})


def _send(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    from_script = wants_json(request)
    files: list[uuid.UUID] = []
    try:
        rate_limits.allowance_of(request.user.pk).take_message()
        nonce, body = nonce_and_body(request, from_script=from_script)
        reply_to = optional_number(request.POST.get("reply_to") or None, "reply_to")
        add_files(request, pk, files)
        message = message_send.send(request.user, pk, nonce, body, files, reply_to)
    except ChatError as error:
        if from_script:
            return error_response(error)
        if isinstance(error, NotFound):
            raise
        return _show_again(request, pk, error, files)
    if from_script:
        return json_response(body_of(message), status=201)
    return redirect("chat:conversation", message.conversation_id)
