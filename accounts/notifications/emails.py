"""Builds the site's own emails: as text and HTML, with a link to unsubscribe, and with a stable
Message-ID by which mail programs recognize one that had to be sent twice."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from accounts.notifications import subscriptions
from accounts.notifications.absolute_links import absolute


def build_email(
    user: User,
    kind: str | None,
    subject: str,
    template: str,
    context: dict[str, Any],
    identity: object,
) -> EmailMultiAlternatives:
    """An email to one user.

    `kind`: a key of `subscriptions.KINDS`, or None for an email that can't be unsubscribed from.
    `template`: the path of a .txt and an .html, without the ending. `identity`: equal `repr`s give
    equal Message-IDs.
    """
    context = {
        **context,
        "user": user,
        "profile": absolute(reverse("accounts:profile")),
        "unsubscribe": kind and subscriptions.link_for(user, kind),
    }
    email = EmailMultiAlternatives(
        subject=to_one_line(subject),
        body=render_to_string(f"{template}.txt", context),
        to=[user.email],
        headers={
            "Message-ID": message_id(template, identity),
            "Auto-Submitted": "auto-generated",
            **(subscriptions.headers_for(user, kind) if kind else {}),
        },
    )
    email.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return email


def to_one_line(text: str) -> str:
    """Text of users for a subject or a quotation."""
    return " ".join(text.split())


def message_id(template: str, identity: object) -> str:
    """The same for equal templates and equal `repr`s of `identity`."""
    name = hashlib.sha256(repr(identity).encode()).hexdigest()[:32]
    host = urlsplit(settings.SITE_URL).hostname
    return f"<{template.rpartition('/')[2]}.{name}@{host}>"
