"""Emails that one may do without, and the links in them that end them without logging in."""

from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse

# The fields of a person that say which emails they want.
KINDS = ("mails_unread",)
_signer = signing.Signer(salt="accounts.subscriptions")


def headers_for(user, kind: str) -> dict[str, str]:
    """What has a mail program offer a button that ends these emails (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{link_for(user, kind)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def link_for(user, kind: str) -> str:
    """An address that only we can make. It doesn't grow old: neither does the mail it is in."""
    path = reverse("accounts:unsubscribe", args=[token_for(user, kind)])
    return urljoin(settings.SITE_URL, path)


def token_for(user, kind: str) -> str:
    return _signer.sign_object([user.pk, kind])


def read(token: str):
    """(person, kind) of a link, or None where it isn't one of ours or the person is gone."""
    try:
        pk, kind = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    person = get_user_model().objects.filter(pk=pk, is_active=True).first()
    return (person, kind) if person and kind in KINDS else None


def set_wanted(user, kind: str, on: bool):
    setattr(user, kind, on)
    user.save(update_fields=[kind])
