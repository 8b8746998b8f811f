"""Reads emails and pages in tests."""

import re
from urllib.parse import urlsplit

from tests.support.factories import PASSWORD


def link(mail) -> str:
    """The path and query of the first link in an email."""
    parts = urlsplit(re.search(r"https?://\S+", mail.body)[0])
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def code(mail) -> str:
    return re.search(r"^(?:[A-Z]{4}-[A-Z]{4}|\d{6})$", mail.body, re.MULTILINE)[0]


def text_without_tokens(response) -> str:
    """A page without its tokens, which change each time."""
    return re.sub(r'"X-CSRFToken": "\w+"|csrfmiddlewaretoken" value="\w+"', "", response.text)


def reauthenticate(client):
    """Reauthenticate with the factories' password, so that the account may be changed."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
