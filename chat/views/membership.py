from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.authentication.login_redirects import login_required
from accounts.models import User
from accounts.rate_limits.buckets import network_of
from accounts.request_types import AuthenticatedRequest
from chat import rate_limits
from chat.errors import Invalid, conversation_not_found
from chat.forms import InvitationForm, NameForm, errors_added_to
from chat.membership import invitations, participants
from chat.models import Conversation
from chat.views.conversation_list import conversation_list
from chat.views.parameters import required_number
from chat.views.participants_only import for_participants


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
def invite(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Invite more roommates. Nobody can be invited to an inquiry."""
    conversation = _among_roommates(request.user, pk)
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        with errors_added_to(form):
            # Inviting somebody again the same day sends no email, but reaches their open pages.
            rate_limits.allowance_of(request.user.pk).take_message()
            emails = form.cleaned_data["invite"]
            invitations.take_invitations(request.user, len(emails), network_of(request))
            invitations.invite(request.user, conversation, emails)
            notify_of_invitations(request)
            return redirect(conversation)
    context = {"form": form, "conversation": conversation, **conversation_list(request.user)}
    return render(request, "chat/invite.html", context)


def notify_of_invitations(request: HttpRequest) -> None:
    notices.success(request, "Invited. They’ll join once they accept.")


@login_required
@require_POST
@for_participants
def withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    invitations.withdraw(
        request.user, pk, required_number(request.POST.get("invitation", ""), "invitation")
    )
    notices.success(request, "Invitation taken back. Nobody can join with it anymore.")
    return redirect("chat:conversation", pk)


@login_required
@require_POST
@for_participants
def join(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return redirect(participants.join(request.user, pk))


@login_required
@require_POST
@for_participants
def decline(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    invitations.decline(request.user, pk)
    notices.success(request, "Declined. Nobody is notified.")
    return redirect("chat:inbox")


@login_required
@require_POST
@for_participants
def leave(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    left = participants.leave(request.user, pk)
    notices.success(request, f"You have left {f'“{left}”' if left.name else 'the conversation'}.")
    return redirect("chat:inbox")


@login_required
@require_POST
@for_participants
def remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    person = required_number(request.POST.get("person", ""), "person")
    participants.remove(request.user, pk, person)
    notices.success(request, "Removed. They can’t read or write here anymore.")
    return redirect("chat:conversation", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
def rename(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    conversation = _among_roommates(request.user, pk)
    form = NameForm(request.POST or None, initial={"name": conversation.name})
    if form.is_valid():
        with errors_added_to(form):
            # Every participant's page reloads its header, so renaming counts as a message.
            rate_limits.allowance_of(request.user.pk).take_message()
            participants.rename(request.user, pk, form.cleaned_data["name"])
            return redirect(conversation)
    context = {"form": form, "conversation": conversation, **conversation_list(request.user)}
    return render(request, "chat/rename.html", context)


@login_required
@require_POST
@for_participants
def mute(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """`on`: true or false."""
    on = {"true": True, "false": False}.get(request.POST.get("on", ""))
    if on is None:
        raise Invalid("“on” must be true or false.")
    participants.mute(request.user, pk, on)
    return redirect("chat:conversation", pk)


def _among_roommates(user: User, pk: int) -> Conversation:
    conversations = Conversation.objects.for_user(user).among_roommates().with_participants()
    conversation = conversations.filter(pk=pk).first()
    if conversation is None:
        raise conversation_not_found()
    return conversation
