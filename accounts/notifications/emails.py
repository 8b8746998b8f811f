"""Emails that we write by ourselves: in words and in HTML, with a way out of them, and with a
number by which a mail program knows one that had to be sent twice."""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.notifications import subscriptions
from accounts.notifications.absolute_links import absolute


def letter(
    user, kind: str | None, subject: str, template: str, words: dict, told
) -> EmailMultiAlternatives:
    """To one person, of a kind that they may end, or of none: what they can't do without.

    `template` names a .txt and an .html; `told` is what it tells of, with the same `repr` whenever
    it tells the same.
    """
    words = {
        **words,
        "user": user,
        "profile": absolute(reverse("accounts:profile")),
        "unsubscribe": kind and subscriptions.link_for(user, kind),
    }
    mail = EmailMultiAlternatives(
        subject=one_line(subject),
        body=render_to_string(f"{template}.txt", words),
        to=[user.email],
        headers={
            "Message-ID": _message_id(template, told),
            "Auto-Submitted": "auto-generated",
            **(subscriptions.headers_for(user, kind) if kind else {}),
        },
    )
    mail.attach_alternative(render_to_string(f"{template}.html", words), "text/html")
    return mail


def one_line(text: str) -> str:
    """People's words stand in a subject and between quotes."""
    return " ".join(text.split())


def _message_id(template, told) -> str:
    name = hashlib.sha256(repr(told).encode()).hexdigest()[:32]
    host = urlsplit(settings.SITE_URL).hostname
    return f"<{template.rpartition('/')[2]}.{name}@{host}>"
