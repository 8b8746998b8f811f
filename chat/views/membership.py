"""Coming in, going, and what a conversation is called."""

from django.contrib import messages as notices
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.authentication.login_redirects import login_required
from accounts.notifications.absolute_links import absolute
from accounts.rate_limits.buckets import network_of
from chat import rate_limits
from chat.errors import Invalid, conversation_not_found
from chat.forms import InvitationForm, NameForm, refusals_in
from chat.membership import invitations, participants
from chat.models import Conversation
from chat.views.conversation_page import beside, for_participants


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
def invite(request, pk):
    """More roommates. An inquiry stays between the seeker and the lister."""
    conversation = _among_roommates(request.user, pk)
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        link = absolute(reverse("chat:inbox"))
        with refusals_in(form):
            # Who is invited again counts once, and their open pages hear of each.
            rate_limits.allowance_of(request.user.pk).take_message()
            emails = form.cleaned_data["invite"]
            invitations.take_invitations(request.user, len(emails), network_of(request))
            invitations.invite(request.user, conversation, emails, link)
            notices.success(request, "Invited. They're in once they accept.")
            return redirect(conversation)
    context = {"form": form, "conversation": conversation, **beside(request.user)}
    return render(request, "chat/invite.html", context)


@login_required
@require_POST
@for_participants
def withdraw(request, pk):
    invitations.withdraw(request.user, pk, _number(request, "invitation"))
    notices.success(request, "Taken back. Nobody can join by it any more.")
    return redirect("chat:conversation", pk)


@login_required
@require_POST
@for_participants
def join(request, pk):
    return redirect(participants.join(request.user, pk))


@login_required
@require_POST
@for_participants
def decline(request, pk):
    invitations.decline(request.user, pk)
    notices.success(request, "Declined. Nobody is told.")
    return redirect("chat:inbox")


@login_required
@require_POST
@for_participants
def leave(request, pk):
    left = participants.leave(request.user, pk)
    notices.success(request, f"You have left {f'“{left}”' if left.name else 'the conversation'}.")
    return redirect("chat:inbox")


@login_required
@require_POST
@for_participants
def remove(request, pk):
    participants.remove(request.user, pk, _number(request, "person"))
    notices.success(request, "Removed. They hear and read nothing of it any more.")
    return redirect("chat:conversation", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
def rename(request, pk):
    conversation = _among_roommates(request.user, pk)
    form = NameForm(request.POST or None, initial={"name": conversation.name})
    if form.is_valid():
        with refusals_in(form):
            # Everyone's page fetches itself anew: not faster than one may write.
            rate_limits.allowance_of(request.user.pk).take_message()
            participants.rename(request.user, pk, form.cleaned_data["name"])
            return redirect(conversation)
    context = {"form": form, "conversation": conversation, **beside(request.user)}
    return render(request, "chat/rename.html", context)


@login_required
@require_POST
@for_participants
def mute(request, pk):
    """`on`: true or false."""
    participants.mute(request.user, pk, _switch(request))
    return redirect("chat:conversation", pk)


def _among_roommates(user, pk) -> Conversation:
    roommates = Conversation.objects.for_user(user).among_roommates().with_participants()
    conversation = roommates.filter(pk=pk).first()
    if conversation is None:
        raise conversation_not_found()
    return conversation


def _number(request, name: str) -> int:
    text = request.POST.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Invalid(f"“{name}” must be a whole number.")
    return int(text)


def _switch(request) -> bool:
    words = {"true": True, "false": False}
    if request.POST.get("on") not in words:
        raise Invalid("“on” must be true or false.")
    return words[request.POST["on"]]
