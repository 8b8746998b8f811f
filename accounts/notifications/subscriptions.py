"""Optional emails, and the links in them that unsubscribe without logging in."""

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from accounts.models import User
from accounts.notifications.absolute_links import absolute

_signer = signing.Signer(salt="accounts.subscriptions")  # in emails already sent


@dataclass(frozen=True)
class EmailKind:
    """`field` of a user says whether they want these emails. The profile shows `subscribed` or
    `unsubscribed`, and `note`; the page that unsubscribes shows the rest, as parts of sentences."""

    field: str
    subscribed: str
    unsubscribed: str
    note: str
    topic: str
    sent_when: str
    without_them: str
    afterwards: str


KINDS = {
    kind.field: kind
    for kind in (
        EmailKind(
            "mails_unread",
            subscribed="We email you about unread messages while you’re away.",
            unsubscribed="We don’t email you about unread messages.",
            note="Once for several messages, and never for muted conversations.",
            topic="messages",
            sent_when="someone messages you while you’re away, once for several messages",
            without_them="you’ll see them when you come back",
            afterwards="Your messages wait in your inbox here.",
        ),
        EmailKind(
            "mails_alerts",
            subscribed="We email you about new places that fit your saved searches, and lower "
            "rents of places that you saved.",
            unsubscribed="We don’t email you about new places and lower rents.",
            note="At once or daily, as you choose for each search.",
            topic="new places and lower rents",
            sent_when="a new place fits a search that you saved, or the rent of a place that you "
            "saved goes down",
            without_them="you’ll see all of it when you come back",
            afterwards="Your alerts wait for you here.",
        ),
    )
}


def headers_for(user: User, kind: str) -> dict[str, str]:
    return one_click_headers(link_for(user, kind))


def one_click_headers(link: str) -> dict[str, str]:
    """Headers with which mail programs show a button that posts to `link` (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def link_for(user: User, kind: str) -> str:
    """A signed link to unsubscribe. It doesn't expire, since emails are kept."""
    return absolute(reverse("accounts:unsubscribe", args=[token_for(user, kind)]))


def token_for(user: User, kind: str) -> str:
    return _signer.sign_object([user.pk, kind])


def read(token: str) -> tuple[User, str] | None:
    """The user and the kind of a link; None if the signature is wrong or the account is gone."""
    try:
        pk, kind = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return (user, kind) if user and kind in KINDS else None


def choices_of(user: User) -> list[tuple[EmailKind, bool]]:
    """Every kind, and whether the user wants it."""
    return [(kind, getattr(user, field)) for field, kind in KINDS.items()]


def set_wanted(user: User, kind: str, wanted: bool) -> None:
    setattr(user, kind, wanted)
    # Not `save`, which fails if the account was deleted since the user was loaded.
    User.objects.filter(pk=user.pk).update(**{kind: wanted})
