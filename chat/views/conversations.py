from django.contrib import messages as notices
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.authentication import pending_actions
from accounts.authentication.login_redirects import login_required
from accounts.notifications.absolute_links import absolute
from accounts.rate_limits.buckets import network_of
from chat.errors import ChatError
from chat.forms import NewConversationForm, refusals_in
from chat.membership import conversation_start
from chat.views.conversation_page import LISTED, beside, conversation_page, for_participants
from chat.views.parameters import number_or_none
from listings.models import Listing

# The place that a visitor wants to ask about, once it is known who asks.
WANTED = "listing_to_ask_about"


@login_required
@require_safe
def inbox(request):
    """With htmx, the list alone: a page that hears of a conversation it doesn't list asks so."""
    template = "chat/inbox/conversation_list.html" if request.htmx else "chat/inbox.html"
    most = None if "all" in request.GET else LISTED
    return render(request, template, beside(request.user, most=most))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    form = NewConversationForm(request.POST or None)
    if form.is_valid():
        name, emails = form.cleaned_data["name"], form.cleaned_data["invite"]
        link = absolute(reverse("chat:inbox"))
        with refusals_in(form):
            conversation = conversation_start.start(
                request.user, name, emails, link, network_of(request)
            )
            if emails:
                notices.success(request, "Invited. They're in once they accept.")
            return redirect(conversation)
    return render(request, "chat/new.html", {"form": form, **beside(request.user)})


@login_required
@require_safe
@for_participants
def conversation(request, pk):
    """`before=<seq>`: the page of history that ends there; `at=<seq>`: the one around it;
    `reply_to=<id>`: a reply is begun."""
    names = ("before", "at", "reply_to")
    places = {name: number_or_none(request.GET.get(name)) for name in names}
    return conversation_page(request, pk, **places)


@require_http_methods(["GET", "POST"])
def contact(request, pk):
    """Open the conversation with a listing's lister, or go back to it.

    A visitor logs in first and is redirected here, by GET. A signed cookie holds the request, so
    that a link alone opens no conversation.
    """
    listing = get_object_or_404(Listing.objects.visible_to(request.user), pk=pk)
    asked = request.method == "POST"
    if not request.user.is_authenticated:
        if asked:
            pending_actions.remember(request, WANTED, pk)
        return redirect_to_login(request.path)
    if pending_actions.take(request, WANTED) != pk and not asked:
        return redirect(listing)
    try:
        return redirect(conversation_start.contact(request.user, listing))
    except ChatError as error:
        notices.error(request, error.detail)
        return redirect(listing)
