"""Reading what was mailed and shown, and answering it."""

import re
from urllib.parse import urlsplit

from tests.support.factories import PASSWORD


def link(mail) -> str:
    """The path and query of the first link in a mail."""
    parts = urlsplit(re.search(r"https?://\S+", mail.body)[0])
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def code(mail) -> str:
    return re.search(r"^(?:[A-Z]{4}-[A-Z]{4}|\d{6})$", mail.body, re.MULTILINE)[0]


def words(response) -> str:
    """A page without its tokens, which are others each time."""
    return re.sub(r'"X-CSRFToken": "\w+"|csrfmiddlewaretoken" value="\w+"', "", response.text)


def reauthenticate(client):
    """Type the password that the factories set, so that the account may be changed."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
