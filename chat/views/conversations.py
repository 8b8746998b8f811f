import uuid

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chat import roster
from chat.errors import ChatError, NotFound
from chat.forms import NewConversationForm
from chat.models import Conversation, Invitation, Message
from listings.models import Listing

PAGE = 50


@login_required
@require_safe
def inbox(request):
    return render(request, "chat/inbox.html", _beside(request.user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    form = NewConversationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        link = request.build_absolute_uri(reverse("chat:inbox"))
        try:
            conversation = roster.start(
                request.user, form.cleaned_data["name"], form.cleaned_data["invite"], link
            )
        except ChatError as error:
            form.add_error(None, error.detail)
        else:
            return redirect(conversation)
    return render(request, "chat/new.html", {"form": form, **_beside(request.user)})


@login_required
@require_safe
def conversation(request, pk):
    """One conversation, its newest messages rendered; scripts go on from `version`."""
    conversation = get_object_or_404(
        Conversation.objects.of(request.user).with_people().select_related("listing"), pk=pk
    )
    newest = Message.objects.for_wire().filter(conversation=conversation).newest(PAGE)
    context = {
        "conversation": conversation,
        "others": conversation.others(request.user),
        "page": newest,
        "place": conversation.participations.get(user=request.user),
        "nonce": uuid.uuid4(),
    }
    return render(request, "chat/conversation.html", {**context, **_beside(request.user)})


@login_required
@require_POST
def join(request, pk):
    return redirect(_or_404(roster.join, request.user, pk))


@login_required
@require_POST
def leave(request, pk):
    _or_404(roster.leave, request.user, pk)
    notices.success(request, "You have left the conversation.")
    return redirect("chat:inbox")


@login_required
@require_POST
def contact(request, pk):
    """Open the conversation with a listing's lister, or go back to it."""
    listing = get_object_or_404(Listing.objects.visible_to(request.user), pk=pk)
    try:
        return redirect(roster.contact(request.user, listing))
    except ChatError as error:
        notices.error(request, error.detail)
        return redirect(listing)


def _or_404(act, user, pk):
    try:
        return act(user, pk)
    except NotFound as error:
        raise Http404(error.detail) from error


def _beside(user) -> dict:
    """The list that stands beside every conversation."""
    return {
        "conversations": Conversation.objects.of(user).for_inbox(user),
        "invitations": Invitation.objects.of(user).select_related("conversation", "invited_by"),
    }
