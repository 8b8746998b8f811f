"""Previews of listings on the messages that link to them. They show only what is public."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http.request import split_domain_port, validate_host
from django.urls import reverse

from chat.links import addresses
from chat.models import Message
from listings.models import Listing
from listings.updates.protocol import NOT_PUBLIC

LISTING_PATH = re.compile(r"/listings/([1-9][0-9]{0,17})/?", re.ASCII)


class ListingPreview(msgspec.Struct):
    """A listing as a message shows it. Rents are in cents: for the whole listing and for one
    person. `photo` is a URL. A hidden or deleted listing has only its id, URL and status."""

    id: int
    url: str
    status: str = NOT_PUBLIC.status
    title: str = ""
    photo: str | None = None
    rent: int | None = None
    rent_per_person: int | None = None

    @property
    def status_label(self) -> str:
        """static/js/listings/listing-status.js has the same labels."""
        if self.status == Listing.Status.PUBLISHED:
            return "Open"
        if self.status == NOT_PUBLIC.status:
            return "No longer available"
        return Listing.Status(self.status).label


def linked_listings(bodies: Iterable[str]) -> dict[str, Listing]:
    """The first public listing that each of these bodies links to, by body. One query for all, none
    if nothing links to a listing."""
    found = {body: pk for body in bodies if "/listings/" in body and (pk := _first_in(body))}
    if not found:
        return {}
    public = Listing.objects.visible_to(AnonymousUser()).for_cards()
    listings = public.in_bulk(set(found.values()))
    return {body: listings[pk] for body, pk in found.items() if pk in listings}


def preview_of(message: Message) -> ListingPreview | None:
    """The preview on a message that was fetched `for_frames`."""
    if message.listing_id is None:
        return None
    url = reverse("listings:detail", args=[message.listing_id])
    listing = message.listing
    if listing is None or listing.is_hidden:
        return ListingPreview(message.listing_id, url)
    return ListingPreview(
        listing.pk,
        url,
        listing.status_today,
        listing.name,
        listing.cover.small_url if listing.cover else None,
        listing.rent,
        listing.rent_per_person,
    )


def _first_in(body: str) -> int | None:
    return next(filter(None, map(_listing_at, addresses(body))), None)


def _listing_at(address: str) -> int | None:
    """The id of the listing that an address of this site, or a path, leads to."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    found = LISTING_PATH.fullmatch(parts.path)
    if found is None or not (parts.netloc == "" or _is_this_site(parts.netloc)):
        return None
    return int(found[1])


def _is_this_site(host: str) -> bool:
    domain, _ = split_domain_port(host.lower())
    allowed = settings.ALLOWED_HOSTS or ["localhost", "127.0.0.1"]
    return bool(domain) and validate_host(domain, allowed)
