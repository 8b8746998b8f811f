"""The card of a place, on a message that links to it. It shows what everyone may see."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http.request import split_domain_port, validate_host
from django.urls import reverse

from chat.links import addresses
from listings.models import Listing
from listings.updates.protocol import HIDDEN

PATH = re.compile(r"/listings/([1-9][0-9]{0,17})/?", re.ASCII)


class Card(msgspec.Struct):
    """A place as a message shows it. Rents in cents: of the whole, and of one person; `photo` is
    an address. Of one that is gone, hidden or deleted, nothing is told but that."""

    id: int
    url: str
    status: str = HIDDEN.status
    title: str = ""
    photo: str | None = None
    rent: int | None = None
    rent_per_person: int | None = None

    @property
    def words(self) -> str:
        """How it stands; static/js/listings/listing-status.js keeps the same words."""
        if self.status == Listing.Status.PUBLISHED:
            return "Open"
        gone = self.status == HIDDEN.status
        return "Not offered any more" if gone else Listing.Status(self.status).label


def linked_in(bodies: Iterable[str]) -> dict[str, Listing]:
    """By body, the place that it links to first, where everyone may see that. One query for all of
    them, none where there is no link."""
    found = {body: pk for body in bodies if "/listings/" in body and (pk := _first_in(body))}
    if not found:
        return {}
    places = Listing.objects.visible_to(AnonymousUser()).for_cards()
    places = places.in_bulk(set(found.values()))
    return {body: places[pk] for body, pk in found.items() if pk in places}


def card_of(message) -> Card | None:
    """The card of a message that was fetched `for_frames`."""
    if message.listing_id is None:
        return None
    url = reverse("listings:detail", args=[message.listing_id])
    place = message.listing
    if place is None or place.is_hidden:
        return Card(message.listing_id, url)
    return Card(
        place.pk,
        url,
        place.status_today,
        place.name,
        place.cover and place.cover.small_url,
        place.rent,
        place.rent_per_person,
    )


def _first_in(body: str) -> int | None:
    return next(filter(None, map(_place_at, addresses(body))), None)


def _place_at(address: str) -> int | None:
    """The id of the place that an address of this site, or a path, leads to."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    found = PATH.fullmatch(parts.path)
    if found is None or not (parts.netloc == "" or _is_ours(parts.netloc)):
        return None
    return int(found[1])


def _is_ours(host: str) -> bool:
    domain, _ = split_domain_port(host.lower())
    allowed = settings.ALLOWED_HOSTS or ["localhost", "127.0.0.1"]
    return bool(domain) and validate_host(domain, allowed)
