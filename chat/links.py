"""Finds web addresses in messages. static/js/format/links.js has the same rules."""

import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

# An address ends at white space of any kind, a quote or a bracket. It includes a closing bracket
# only if it includes the opening one; punctuation at its end belongs to the sentence.
_SPACE = r"\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
_END = rf"{_SPACE}<>\"()"
_PUNCTUATION = r".,:;!?'*_~\]}"
_BRACKETED = rf"\([^{_END}]*\)"
_REST = rf"(?:[^{_END}]|{_BRACKETED})*(?:[^{_END}{_PUNCTUATION}]|{_BRACKETED})"
# Without a scheme, an address counts only at the start of a word: not inside another address or an
# email address.
_WORD_START = rf"(?<![^{_SPACE}<\"'(*_~\[{{])"
_HOST = rf"www\.(?=[^{_END}{_PUNCTUATION}/]+\.[^{_END}{_PUNCTUATION}/])"
# A path on this site counts only if it is a listing's.
_LISTING_PATH = r"/listings/[1-9][0-9]{0,17}/?(?![\w/@-])"
_ADDRESS = re.compile(
    rf"https?://{_REST}|{_WORD_START}(?:{_HOST}{_REST}|{_LISTING_PATH})", re.IGNORECASE | re.ASCII
)
_LINK = '<a href="{}" target="_blank" rel="noopener nofollow ugc">{}</a>'


def addresses(text: str) -> list[str]:
    """The link targets of the web addresses in `text`, in their order."""
    return [_target(found[0]) for found in _ADDRESS.finditer(text)]


def linked(text: str) -> SafeString:
    """`text` as escaped HTML with its web addresses as links."""
    html, at = [], 0
    for found in _ADDRESS.finditer(text):
        html += [escape(text[at : found.start()]), format_html(_LINK, _target(found[0]), found[0])]
        at = found.end()
    return mark_safe("".join([*html, escape(text[at:])]))  # noqa: S308 - each part is escaped


def _target(address: str) -> str:
    return f"https://{address}" if address[:4].lower() == "www." else address
