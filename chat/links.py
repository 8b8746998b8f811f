"""Web addresses in what people write. static/js/format/links.js keeps the same rules."""

import re

from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

# What ends an address: blanks of every kind, quotes and brackets. A closing bracket belongs to it
# only when it was opened in it, a final mark belongs to the sentence.
_BLANK = r"\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
_END = rf"{_BLANK}<>\"()"
_MARK = r".,:;!?'*_~\]}"
_PAIR = rf"\([^{_END}]*\)"
_REST = rf"(?:[^{_END}]|{_PAIR})*(?:[^{_END}{_MARK}]|{_PAIR})"
# Without a scheme it is one only where a word begins: not in another address, not in an email's.
_BEGINS = rf"(?<![^{_BLANK}<\"'(*_~\[{{])"
_NAME = rf"www\.(?=[^{_END}{_MARK}/]+\.[^{_END}{_MARK}/])"
# A path of this site, of a place alone.
_PLACE = r"/listings/[1-9][0-9]{0,17}/?(?![\w/@-])"
_ADDRESS = re.compile(
    rf"https?://{_REST}|{_BEGINS}(?:{_NAME}{_REST}|{_PLACE})", re.IGNORECASE | re.ASCII
)
_LINK = '<a href="{}" target="_blank" rel="noopener nofollow ugc">{}</a>'


def addresses(text: str) -> list[str]:
    """The web addresses in `text`, in their order, as they lead there."""
    return [_target(found[0]) for found in _ADDRESS.finditer(text)]


def linked(text: str) -> str:
    """`text` as HTML, everything escaped, its web addresses as links."""
    html, at = [], 0
    for found in _ADDRESS.finditer(text):
        html += [escape(text[at : found.start()]), format_html(_LINK, _target(found[0]), found[0])]
        at = found.end()
    return mark_safe("".join([*html, escape(text[at:])]))  # noqa: S308 - each part is escaped


def _target(address: str) -> str:
    return f"https://{address}" if address[:4].lower() == "www." else address
