"""Upload, order and delete the photos of one's own listing. A script uploads them one by one, a
plain form all at once.

`accounts.images.reencoding.prepare` re-encodes each upload, `listings.gallery` stores it.
"""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.authentication.login_redirects import login_required
from accounts.images.decoder import MEGABYTE
from accounts.images.reencoding import MAX_BYTES, prepare
from accounts.images.upload_checks import refuse_early, refuse_many_files
from accounts.rate_limits.buckets import LimitReached, buckets_of_account, take_all
from accounts.rate_limits.limits import LISTING_PHOTOS
from accounts.request_types import wants_json
from listings import gallery
from listings.forms.steps import step_url
from listings.models import Listing, Photo
from listings.views.deleted_listings import not_found_if_deleted

MAX_OTHER_FIELDS = MEGABYTE  # bytes
# A whole request is in memory before a view sees it, and several may come at once.
MAX_BYTES_PER_FORM = 64 * MEGABYTE
FULL = f"A listing can have {Photo.MAX_PER_LISTING} photos. Delete one to make room."
TOO_MANY = f"Upload at most {Photo.MAX_PER_LISTING} photos at a time."
TOO_LARGE = f"That’s too much at once. A photo can have up to {MAX_BYTES // MEGABYTE} MB."


def _max_bytes(request: HttpRequest) -> int:
    return MAX_BYTES + MAX_OTHER_FIELDS if wants_json(request) else MAX_BYTES_PER_FORM


def _refuse(request: HttpRequest, pk: int, sentence: str, status: int) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"detail": sentence}, status=status)
    messages.error(request, sentence)
    return redirect(step_url(pk, "photos"))


@require_POST
@refuse_early(_max_bytes, lambda request, pk: _refuse(request, pk, TOO_LARGE, 413))
@refuse_many_files(lambda request, pk: _refuse(request, pk, TOO_MANY, 400))
@login_required
@not_found_if_deleted
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    listing = get_object_or_404(request.user.listings, pk=pk)
    files = request.FILES.getlist("photo")
    if wants_json(request):
        return _upload_json(listing, files, _nonce(request))
    if not files:
        messages.error(request, "Choose a photo first.")
    for file in files:
        try:
            _add(listing, file)
        except ValidationError as error:
            messages.error(request, f"{file.name}: {error.message}")
        except LimitReached as error:
            messages.error(request, f"{file.name}: {error.detail}")
    return _back(listing)


def _upload_json(listing: Listing, files: list[UploadedFile], nonce: UUID | None) -> HttpResponse:
    try:
        if not files:
            raise ValidationError("Choose a photo first.")
        photo = gallery.find_by_nonce(listing, nonce) or _add(listing, files[0], nonce)
    except ValidationError as error:
        status = 503 if error.code == "busy" else 400
        return JsonResponse({"detail": error.message}, status=status)
    answer = {"id": photo.pk, "url": photo.image.url, "position": photo.position}
    return JsonResponse(answer, status=201)


def _nonce(request: HttpRequest) -> UUID | None:
    """Chosen by the sender for each photo, so that a retry doesn't add it twice."""
    try:
        return UUID(request.POST.get("nonce", ""))
    except ValueError:
        return None


def _add(listing: Listing, file: UploadedFile, nonce: UUID | None = None) -> Photo:
    """Check, re-encode and add one upload. Raises ValidationError, for its sender to read,
    LimitReached and ListingDeleted."""
    if listing.photos.count() >= Photo.MAX_PER_LISTING:
        raise ValidationError(FULL)
    take_all(*buckets_of_account(LISTING_PHOTOS, listing.lister))
    try:
        return gallery.add(listing, prepare(file), nonce)
    except gallery.GalleryFull as error:
        raise ValidationError(FULL) from error


@login_required
@require_POST
@not_found_if_deleted
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """`order` has all ids in their new order; `cover`, `earlier` and `later` have one id each."""
    listing = get_object_or_404(request.user.listings, pk=pk)
    if ids := _ids(request, "order"):
        gallery.reorder(listing, ids)
    for name, by in (("cover", -Photo.MAX_PER_LISTING), ("earlier", -1), ("later", 1)):
        for photo in _ids(request, name):
            gallery.move(listing, photo, by)
    return _response(request, listing)


@login_required
@require_POST
@not_found_if_deleted
def delete(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    listing = get_object_or_404(request.user.listings, pk=pk)
    gallery.remove(get_object_or_404(listing.photos, pk=photo))
    return _response(request, listing)


def _ids(request: HttpRequest, name: str) -> list[int]:
    values = request.POST.getlist(name)
    # Python refuses numbers of more than 4,300 digits, and no id has more than 19.
    return [int(text) for text in values if text.isascii() and text.isdecimal() and len(text) < 20]


def _response(request: HttpRequest, listing: Listing) -> HttpResponse:
    return HttpResponse(status=204) if wants_json(request) else _back(listing)


def _back(listing: Listing) -> HttpResponse:
    return redirect(step_url(listing.pk, "photos"))
