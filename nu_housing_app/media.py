"""Serves photos under the site's own URLs to users who may see the listing or person.

A name is random and never reused, so a URL always shows the same photo. Its permissions can change.
A public photo is cached for an hour, so it may appear for an hour after its listing was taken
offline. A photo that isn't public is never cached.
"""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe
from django.views.static import serve

from accounts.authentication.staff_access import has_second_factor, is_staff
from accounts.images.stored_copies import originals_of
from accounts.models import User
from chat.models import Conversation
from listings.models import Listing

HOUR = 3600
REDIRECT_LIFETIME = 60  # seconds for a redirect to be followed
PEOPLE = "people/"
MAX_NAME = 255  # bytes of a name that every file system accepts


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    # The bucket's storage takes a backslash for a slash.
    if "\\" in path or ".." in path.split("/"):
        raise Http404("The path leaves the folder.")
    if len(path.encode()) > MAX_NAME or "\0" in path:
        raise Http404("The name is too long or holds a NUL.")
    if _is_public(path):
        # A person's photo is for those who may see the person: browsers may cache it, proxies not.
        visibility = "private" if path.startswith(PEOPLE) else "public"
        return _deliver(request, path, f"{visibility}, max-age={HOUR}", HOUR)
    if not _is_visible_to(request.user, path) and not _is_for_staff(request, path):
        raise Http404("There is no such photo.")
    return _deliver(request, path, "private, no-store", REDIRECT_LIFETIME)


def _is_public(path: str) -> bool:
    names = originals_of(path)
    if path.startswith(PEOPLE):
        # Its random URL is only on pages that show the person, and stops working with the account.
        return User.objects.filter(photo__in=names, is_active=True).exists()
    listings = Listing.objects.visible_to(AnonymousUser())
    is_shown: bool = listings.filter(photos__image__in=names).exists()
    return is_shown


def _is_visible_to(user: User | AnonymousUser, path: str) -> bool:
    """Whether `user` may see the photo of a listing that isn't public: on the listing's page or in
    a conversation about it."""
    if not user.is_authenticated:
        return False
    listings = Listing.objects.filter(photos__image__in=originals_of(path))
    return (
        listings.visible_to(user).exists()
        or Conversation.objects.for_user(user).filter(listing__in=listings).exists()
    )


def _is_for_staff(request: HttpRequest, path: str) -> bool:
    """Whether the admin shows the photo: to staff who may view listings, after a second factor."""
    is_allowed = is_staff(request) and request.user.has_perm("listings.view_listing")
    photos = Listing.objects.filter(photos__image__in=originals_of(path))
    return is_allowed and has_second_factor(request) and photos.exists()


def _deliver(request: HttpRequest, path: str, cache_control: str, seconds: int) -> HttpResponseBase:
    """The file, or a redirect to a link into the bucket that works for `seconds`."""
    if hasattr(default_storage, "signed_url"):
        link = default_storage.signed_url(path, seconds, ResponseCacheControl=cache_control)
        response: HttpResponseBase = redirect(link)
        if seconds == HOUR:
            # A cached redirect must end before its link does.
            cache_control = cache_control.replace(str(HOUR), str(HOUR - 300))
    else:
        response = serve(request, path, str(settings.MEDIA_ROOT))
    response["Cache-Control"] = cache_control
    return response
