"""Reads emails and pages in tests."""

import mailbox
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

from tests.support.factories import PASSWORD


def link(mail) -> str:
    """The path and query of the first link in an email."""
    parts = urlsplit(re.search(r"https?://\S+", mail.body)[0])
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def html_of(mail) -> str:
    """The HTML part of an email of `mailoutbox`."""
    [(html, kind)] = mail.alternatives
    assert kind == "text/html"
    return html


def only_email(box: mailbox.Maildir) -> EmailMessage:
    """The one email that the mail server received, parsed."""
    [key] = box.keys()
    return message_from_bytes(box.get_bytes(key), policy=policy.default)


def code(mail) -> str:
    return re.search(r"^(?:[A-Z]{4}-[A-Z]{4}|\d{6})$", mail.body, re.MULTILINE)[0]


def text_without_tokens(response) -> str:
    """A page without its tokens, which change each time."""
    return re.sub(r'"X-CSRFToken": "\w+"|csrfmiddlewaretoken" value="\w+"', "", response.text)


def reauthenticate(client):
    """Reauthenticate with the factories' password, so that the account may be changed."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
