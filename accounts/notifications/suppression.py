"""Suppression: the site sends no email that others request, mainly invitations, to mailboxes whose
owner has opted out. Codes and confirmations for their own account are still sent.

No address is stored: a row is a keyed hash of the mailbox, and so are the links in emails.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.models import SuppressedMailbox
from accounts.notifications.absolute_links import absolute
from accounts.notifications.subscriptions import one_click_headers
from accounts.rate_limits.buckets import mailbox_of

SALT = "accounts.suppression"  # in emails already sent
_signer = signing.Signer(salt=SALT)


def is_suppressed(email: str) -> bool:
    """Also finds mailboxes that were stored under a key in SECRET_KEY_FALLBACKS."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [_key_of(email, secret) for secret in secrets]
    return SuppressedMailbox.objects.filter(key__in=keys).exists()


def link_for(email: str) -> str:
    """A link to stop, or allow again, emails to this mailbox. It doesn't expire."""
    token = _signer.sign(_key_of(email, settings.SECRET_KEY))
    return absolute(reverse("accounts:suppress", args=[token]))


def headers_for(email: str) -> dict[str, str]:
    return one_click_headers(link_for(email))


def key_in(token: str) -> str | None:
    """The key of the mailbox that a link is for; None if this site didn't make the link."""
    try:
        return _signer.unsign(token)
    except signing.BadSignature:
        return None


def set_suppressed(key: str, suppressed: bool) -> None:
    if suppressed:
        SuppressedMailbox.objects.get_or_create(key=key)
    else:
        SuppressedMailbox.objects.filter(key=key).delete()


def _key_of(email: str, secret: str) -> str:
    mailbox = mailbox_of(email)
    return salted_hmac(SALT, mailbox, secret=secret, algorithm="sha256").hexdigest()[:32]
