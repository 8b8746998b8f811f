"""Coming in, and going."""

from django.contrib import messages as notices
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import login_required
from chat import roster
from chat.errors import ChatError, NotFound
from chat.forms import InvitationForm
from chat.models import Conversation
from chat.views.page import beside


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request, pk):
    """More roommates. An enquiry stays between the seeker and the lister."""
    among_roommates = Conversation.objects.of(request.user).among_roommates()
    conversation = get_object_or_404(among_roommates.with_people(), pk=pk)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        link = request.build_absolute_uri(reverse("chat:inbox"))
        try:
            roster.invite(request.user, conversation, form.cleaned_data["invite"], link)
        except ChatError as error:
            form.add_error(None, error.detail)
        else:
            notices.success(request, "Invited. They're in once they accept.")
            return redirect(conversation)
    context = {"form": form, "conversation": conversation, **beside(request.user)}
    return render(request, "chat/invite.html", context)


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


def _or_404(act, user, pk):
    try:
        return act(user, pk)
    except NotFound as error:
        raise Http404(error.detail) from error
