"""The link in a mail with which a lister speaks for a place without logging in.

It is bound to the place and to what is asked of it: that it still stands as it was confirmed last.
With the next word of its lister, wherever it is said, the link has done its work, and it grows old.
"""

from datetime import timedelta
from typing import NamedTuple

from django.core import signing
from django.urls import reverse

from accounts.notifications.emails import absolute
from listings.models import Listing

LIFE = timedelta(days=30)
_signer = signing.TimestampSigner(salt="listings.freshness")  # in emails already sent


class Question(NamedTuple):
    listing: Listing
    is_open: bool  # nobody has answered it since


def link_for(listing) -> str:
    return absolute(reverse("listings:answer", args=[token_for(listing)]))


def token_for(listing) -> str:
    return _signer.sign_object([listing.pk, _asked_about(listing)])


def read(token: str, listings) -> Question | None:
    """What a link asks, with its listing out of this queryset; None where it isn't one of ours, is
    too old, or the listing or its lister is gone."""
    try:
        pk, about = _signer.unsign_object(token, max_age=LIFE)
    except (signing.BadSignature, ValueError):
        return None
    listing = listings.filter(pk=pk, lister__is_active=True).first()
    return Question(listing, _asked_about(listing) == about) if listing else None


def _asked_about(listing) -> str:
    return listing.confirmed_at.isoformat() if listing.confirmed_at else ""
