from django.contrib import messages as notices
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.authentication import pending_actions
from accounts.authentication.login_redirects import login_required
from accounts.rate_limits.buckets import network_of
from accounts.request_types import AuthenticatedRequest
from chat.errors import ChatError
from chat.forms import NewConversationForm, errors_added_to
from chat.membership import conversation_start
from chat.views.composer import Composer
from chat.views.conversation_list import LISTED, conversation_list
from chat.views.conversation_page import ConversationPage, render_conversation
from chat.views.membership import notify_of_invitations
from chat.views.parameters import number_or_none
from chat.views.participants_only import for_participants
from listings.models import Listing
from listings.views.deleted_listings import not_found_if_deleted

# The pending action of a visitor who has to log in before contacting a lister.
CONTACT = "listing_to_ask_about"


@login_required
@require_safe
def inbox(request: AuthenticatedRequest) -> HttpResponse:
    """The inbox; for htmx only its list, which pages reload when a conversation isn't in it."""
    template = "chat/inbox/conversation_list.html" if request.htmx else "chat/inbox.html"
    limit = None if "all" in request.GET else LISTED
    return render(request, template, conversation_list(request.user, limit=limit))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AuthenticatedRequest) -> HttpResponse:
    form = NewConversationForm(request.POST or None)
    if form.is_valid():
        name, emails = form.cleaned_data["name"], form.cleaned_data["invite"]
        with errors_added_to(form):
            conversation = conversation_start.start(request.user, name, emails, network_of(request))
            if emails:
                notify_of_invitations(request)
            return redirect(conversation)
    return render(request, "chat/new.html", {"form": form, **conversation_list(request.user)})


@login_required
@require_safe
@for_participants
def conversation(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """`before=<seq>`: the page of messages before it; `at=<seq>`: the page around it;
    `reply_to=<id>`: with the composer replying to this message."""
    before, at, reply_to = (
        number_or_none(request.GET.get(name)) for name in ("before", "at", "reply_to")
    )
    page = ConversationPage(request.user, pk, before=before, at=at)
    composer = Composer(page.conversation, request.user, reply_to)
    return render_conversation(request, page, composer)


@require_http_methods(["GET", "POST"])
@not_found_if_deleted
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the conversation with a listing's lister, or go back to it.

    A visitor logs in first and is redirected here, by GET. A signed cookie remembers that they
    pressed the button, so that following a link alone starts no conversation.
    """
    listing = get_object_or_404(Listing.objects.visible_to(request.user), pk=pk)
    is_post = request.method == "POST"
    if not request.user.is_authenticated:
        if is_post:
            pending_actions.remember(request, CONTACT, pk)
        return redirect_to_login(request.path)
    if pending_actions.take(request, CONTACT) != pk and not is_post:
        return redirect(listing)
    try:
        return redirect(conversation_start.contact(request.user, listing))
    except ChatError as error:
        notices.error(request, error.detail)
        return redirect(listing)
