"""The link in an email with which a lister confirms a listing without logging in.

It belongs to one listing and to the confirmation before it: once the lister has confirmed again,
here or elsewhere, the link no longer does anything. It also expires after MAX_AGE.
"""

from datetime import timedelta
from typing import NamedTuple

from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse

from accounts.notifications.emails import absolute
from listings.models import Listing

MAX_AGE = timedelta(days=30)
_signer = signing.TimestampSigner(salt="listings.freshness")  # in emails already sent


class ConfirmationRequest(NamedTuple):
    listing: Listing
    is_answered: bool  # the lister has confirmed since the link was sent


def confirmation_link(listing: Listing) -> str:
    return absolute(reverse("listings:answer", args=[sign(listing)]))


def sign(listing: Listing) -> str:
    return _signer.sign_object([listing.pk, _last_confirmation(listing)])


def read(token: str, listings: QuerySet[Listing]) -> ConfirmationRequest | None:
    """What a link asks for, with its listing from this queryset. None for a link that isn't ours or
    is too old, and if the listing or its lister no longer exists."""
    try:
        pk, last_confirmation = _signer.unsign_object(token, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError):
        return None
    listing = listings.filter(pk=pk, lister__is_active=True).first()
    if listing is None:
        return None
    return ConfirmationRequest(listing, _last_confirmation(listing) != last_confirmation)


def _last_confirmation(listing: Listing) -> str:
    return listing.confirmed_at.isoformat() if listing.confirmed_at else ""
