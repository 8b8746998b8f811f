from django.contrib import messages
from django.contrib.auth import get_user_model
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
from accounts.models import SuppressedMailbox
from accounts.notifications import subscriptions, suppression
from accounts.rate_limits.buckets import buckets_of_account, take_all
from accounts.rate_limits.limits import PROFILE_PHOTOS

PLACES = 24


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    # A form writes into its instance before it knows whether all is well; the header and the
    # badge go on showing the person who is stored.
    person = get_object_or_404(get_user_model(), pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=person)
    if form.is_valid():
        form.save()
        messages.success(request, "Saved. This is what others see of you.")
        return redirect("accounts:person", person.public_id)
    addresses = person.emailaddress_set.order_by("-primary", "email")
    context = {
        "form": form,
        "photo_form": PhotoForm(),
        "addresses": addresses,
        "mails": subscriptions.choices_of(request.user),
    }
    return render(request, "accounts/profile.html", context)


@login_required
@require_POST
def photo(request):
    take_all(*buckets_of_account(PROFILE_PHOTOS, request.user))
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        request.user.change_photo(form.cleaned_data["photo"])
    return _answer_photo(request, form)


@login_required
@require_POST
def remove_photo(request):
    request.user.change_photo(None)
    return _answer_photo(request, PhotoForm())


def _answer_photo(request, form):
    if request.htmx:
        return render(request, "accounts/photo_form.html", {"photo_form": form})
    for error in form.errors.get("photo", []):
        messages.error(request, error)
    return redirect("accounts:profile")


@login_required
@require_POST
def emails(request):
    """One of the kinds, as `mails_unread`: true or false."""
    words = {"true": True, "false": False}
    kind = next((kind for kind in subscriptions.KINDS if kind in request.POST), "mails_unread")
    wanted = words.get(request.POST.get(kind))
    if wanted is None:
        raise BadRequest(f"“{kind}” must be true or false.")
    subscriptions.set_wanted(request.user, kind, wanted)
    return redirect("accounts:profile")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request, token):
    """The link in the email that confirms an address. Opening it changes nothing, since programs
    that look for malware follow links: in the browser that asked for the code, a button submits
    it; any other browser shows the code, to be typed in the first."""
    confirmation = confirmation_links.read(token)
    context = {
        "confirmation": confirmation,
        "is_here": confirmation and confirmation.is_asked_for_by(request),
    }
    return render(request, "accounts/confirm_email.html", context)


@csrf_exempt  # a mail program posts here by itself; the link is the secret
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """Whoever has the mail has the link. Reading it, as programs that look for malware do, changes
    nothing; one press does, and so does the button of a mail program (RFC 8058)."""
    found = subscriptions.read(token)
    if found is None:
        return render(request, "accounts/unsubscribe_invalid_link.html", status=404)
    person, kind = found
    if request.method == "POST":
        subscriptions.set_wanted(person, kind, False)
    context = {
        "kind": subscriptions.KINDS[kind],
        "is_wanted": getattr(person, kind),
        "is_me": request.user == person,
    }
    return render(request, "accounts/unsubscribe.html", context)


@csrf_exempt  # a mail program posts here automatically; the link is the secret
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suppress(request: HttpRequest, token: str) -> HttpResponse:
    """Stops all emails to a stranger's mailbox, or with `again` allows them. Opening the page
    changes nothing, since programs that look for malware follow links."""
    key = suppression.key_in(token)
    if key is None:
        return render(request, "accounts/unsubscribe_invalid_link.html", status=404)
    if request.method == "POST":
        suppression.set_suppressed(key, "again" not in request.POST)
    is_suppressed = SuppressedMailbox.objects.filter(key=key).exists()
    return render(request, "accounts/email_suppression.html", {"is_suppressed": is_suppressed})


@login_required
@require_safe
def person(request, public_id):
    # One query for both, so that a hidden profile can't be told from an id that doesn't exist.
    visible = get_user_model().objects.visible_to(request.user)
    someone = get_object_or_404(visible, public_id=public_id)
    # Listings stand above people and know them; from here they are only what hangs on a person.
    places = Paginator(someone.listings.published().for_cards(), PLACES)
    places = places.get_page(request.GET.get("page"))
    saved = request.user.saved_listings.saved_ids(request.user, places)
    context = {"person": someone, "places": places, "saved": saved}
    return render(request, "accounts/person.html", context)
