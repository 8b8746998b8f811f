import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.authentication import confirmation_links
from accounts.authentication.login_redirects import login_required
from accounts.forms.profile import PhotoForm, ProfileForm
from accounts.models import SuppressedMailbox, User
from accounts.notifications import subscriptions, suppression
from accounts.rate_limits.buckets import buckets_of_account, take_all
from accounts.rate_limits.limits import PROFILE_PHOTOS
from accounts.request_types import AuthenticatedRequest

LISTINGS_PER_PAGE = 24


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: AuthenticatedRequest) -> HttpResponse:
    # A form changes its instance even if it is invalid; the header and the badge show request.user.
    user = get_object_or_404(User, pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=user)
    if form.is_valid():
        form.save()
        messages.success(request, "Saved. This is what others see.")
        return redirect("accounts:person", user.public_id)
    addresses = user.emailaddress_set.order_by("-primary", "email")
    context = {
        "form": form,
        "photo_form": PhotoForm(),
        "addresses": addresses,
        "optional_emails": subscriptions.choices_of(request.user),
    }
    return render(request, "accounts/profile.html", context)


@login_required
@require_POST
def photo(request: AuthenticatedRequest) -> HttpResponse:
    take_all(*buckets_of_account(PROFILE_PHOTOS, request.user))
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        request.user.change_photo(form.cleaned_data["photo"])
    return _photo_response(request, form)


@login_required
@require_POST
def remove_photo(request: AuthenticatedRequest) -> HttpResponse:
    request.user.change_photo(None)
    return _photo_response(request, PhotoForm())


def _photo_response(request: AuthenticatedRequest, form: PhotoForm) -> HttpResponse:
    if request.htmx:
        return render(request, "accounts/photo_form.html", {"photo_form": form})
    for error in form["photo"].errors:
        messages.error(request, str(error))
    return redirect("accounts:profile")


@login_required
@require_POST
def emails(request: AuthenticatedRequest) -> HttpResponse:
    """Subscribe to one kind of optional emails, or unsubscribe. Takes its name, such as
    `mails_unread`, with the value true or false."""
    kind = next((kind for kind in subscriptions.KINDS if kind in request.POST), "mails_unread")
    value = request.POST.get(kind)
    if value not in ("true", "false"):
        raise BadRequest(f"“{kind}” must be true or false.")
    subscriptions.set_wanted(request.user, kind, value == "true")
    return redirect("accounts:profile")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in the email that confirms an address. Opening it changes nothing,
    since malware scanners follow links. In the browser that requested the code, a button submits
    it; any other browser shows the code, to be typed in the first."""
    confirmation = confirmation_links.read(token)
    context = {
        "confirmation": confirmation,
        "is_same_browser": confirmation and confirmation.is_requested_by(request),
    }
    return render(request, "accounts/confirm_email.html", context)


@csrf_exempt  # mail programs post here; the link is the secret
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Unsubscribes from one kind of emails without a login, by the page's button or that of a mail
    program (RFC 8058). Opening the page changes nothing, since malware scanners follow links."""
    subscription = subscriptions.read(token)
    if subscription is None:
        return render(request, "accounts/unsubscribe_invalid_link.html", status=404)
    user, kind = subscription
    if request.method == "POST":
        subscriptions.set_wanted(user, kind, False)
    context = {
        "kind": subscriptions.KINDS[kind],
        "is_wanted": getattr(user, kind),
        "is_own": request.user == user,
    }
    return render(request, "accounts/unsubscribe.html", context)


@csrf_exempt  # mail programs post here; the link is the secret
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suppress(request: HttpRequest, token: str) -> HttpResponse:
    """Stops all emails to a mailbox without an account, or with `again` allows them. Opening the
    page changes nothing, since malware scanners follow links."""
    key = suppression.key_in(token)
    if key is None:
        return render(request, "accounts/unsubscribe_invalid_link.html", status=404)
    if request.method == "POST":
        suppression.set_suppressed(key, "again" not in request.POST)
    is_suppressed = SuppressedMailbox.objects.filter(key=key).exists()
    return render(request, "accounts/email_suppression.html", {"is_suppressed": is_suppressed})


@login_required
@require_safe
def person(request: AuthenticatedRequest, public_id: uuid.UUID) -> HttpResponse:
    """The profile of a user as others see it, with their listings."""
    # One query for both, so that the response doesn't reveal whether a hidden profile exists.
    user = get_object_or_404(User.objects.visible_to(request.user), public_id=public_id)
    # The app of the listings imports this one, so they are reached only through the user.
    published = user.listings.published().for_cards()
    listings = Paginator(published, LISTINGS_PER_PAGE).get_page(request.GET.get("page"))
    saved = request.user.saved_listings.saved_ids(request.user, listings)
    context = {"person": user, "listings": listings, "saved": saved}
    return render(request, "accounts/person.html", context)
