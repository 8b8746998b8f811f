"""The photos of one's own listing: a script sends them one by one, a plain form all at once."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.authentication.login_redirects import login_required
from accounts.images.reencoding import MEGABYTE, MOST_BYTES, prepare
from accounts.images.upload_checks import refuse_early, refuse_many_files
from accounts.rate_limits.buckets import LimitReached, buckets_of_account, take_all
from accounts.rate_limits.limits import LISTING_PHOTOS
from listings import gallery
from listings.models import Photo
from listings.views.posting import step_url

ROOM_FOR_FIELDS = MEGABYTE
# A request is in memory as a whole before we see it, and several may come together.
MOST_AT_ONCE = 64 * MEGABYTE
FULL = f"A listing holds {Photo.MAX_PER_LISTING} photos. Delete one to make room."
TOO_MANY = f"Send {Photo.MAX_PER_LISTING} photos at a time at the most."
TOO_HEAVY = f"This is too much at once. A photo may have {MOST_BYTES // MEGABYTE} MB."


def wants_json(request) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _max_bytes(request) -> int:
    return MOST_BYTES + ROOM_FOR_FIELDS if wants_json(request) else MOST_AT_ONCE


def _refuse(request, pk, sentence, status):
    if wants_json(request):
        return JsonResponse({"detail": sentence}, status=status)
    messages.error(request, sentence)
    return redirect(step_url(pk, "photos"))


@require_POST
@refuse_early(_max_bytes, lambda request, pk: _refuse(request, pk, TOO_HEAVY, 413))
@refuse_many_files(lambda request, pk: _refuse(request, pk, TOO_MANY, 400))
@login_required
def upload(request, pk):
    listing = get_object_or_404(request.user.listings, pk=pk)
    files = request.FILES.getlist("photo")
    if wants_json(request):
        return _answer(listing, files, _nonce(request))
    if not files:
        messages.error(request, "Choose a photo first.")
    for file in files:
        try:
            _take(listing, file)
        except ValidationError as error:
            messages.error(request, f"{file.name}: {error.message}")
        except LimitReached as error:
            messages.error(request, f"{file.name}: {error.detail}")
    return _back(listing)


def _answer(listing, files, nonce):
    try:
        if not files:
            raise ValidationError("Choose a photo first.")
        photo = gallery.find_by_nonce(listing, nonce) or _take(listing, files[0], nonce)
    except ValidationError as error:
        status = 503 if error.code == "busy" else 400
        return JsonResponse({"detail": error.message}, status=status)
    answer = {"id": photo.pk, "url": photo.image.url, "position": photo.position}
    return JsonResponse(answer, status=201)


def _nonce(request) -> UUID | None:
    """What who sends a photo calls it, so that a second try is told from a second photo."""
    try:
        return UUID(request.POST.get("nonce", ""))
    except ValueError:
        return None


def _take(listing, file, nonce=None) -> Photo:
    """Check, clean and add one upload. Raises ValidationError for its sender to read, and
    LimitReached."""
    if listing.photos.count() >= Photo.MAX_PER_LISTING:
        raise ValidationError(FULL)
    take_all(*buckets_of_account(LISTING_PHOTOS, listing.lister))
    try:
        return gallery.add(listing, prepare(file), nonce)
    except gallery.GalleryFull as error:
        raise ValidationError(FULL) from error


@login_required
@require_POST
def order(request, pk):
    """`order`: all ids in their new order. Or one id as `cover`, `earlier` or `later`."""
    listing = get_object_or_404(request.user.listings, pk=pk)
    if ids := _ids(request, "order"):
        gallery.reorder(listing, ids)
    for name, by in (("cover", -Photo.MAX_PER_LISTING), ("earlier", -1), ("later", 1)):
        for photo in _ids(request, name):
            gallery.move(listing, photo, by)
    return _done(request, listing)


@login_required
@require_POST
def delete(request, pk, photo):
    listing = get_object_or_404(request.user.listings, pk=pk)
    gallery.remove(get_object_or_404(listing.photos, pk=photo))
    return _done(request, listing)


def _ids(request, name) -> list[int]:
    values = request.POST.getlist(name)
    # Python reads no number of more than 4,300 digits, and no id has more than 19.
    return [int(text) for text in values if text.isascii() and text.isdecimal() and len(text) < 20]


def _done(request, listing):
    return HttpResponse(status=204) if wants_json(request) else _back(listing)


def _back(listing):
    return redirect(step_url(listing.pk, "photos"))
