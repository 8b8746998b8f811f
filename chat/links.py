"""Web addresses in what people write. static/js/lib/links.js keeps the same rules."""

import re

from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

# What ends an address: blanks of every kind, quotes and angle brackets. A closing bracket belongs
# to it only when it was opened in it, a final mark belongs to the sentence.
_END = r"\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff<>\"()"
_PAIR = rf"\([^{_END}]*\)"
ADDRESS = re.compile(
    rf"https?://(?:[^{_END}]|{_PAIR})*(?:[^{_END}.,:;!?'*_~\]}}]|{_PAIR})", re.IGNORECASE | re.ASCII
)
_LINK = '<a href="{0}" target="_blank" rel="noopener nofollow ugc">{0}</a>'


def linked(text: str) -> str:
    """`text` as HTML, everything escaped, its web addresses as links."""
    html, at = [], 0
    for found in ADDRESS.finditer(text):
        html += [escape(text[at : found.start()]), format_html(_LINK, found[0])]
        at = found.end()
    return mark_safe("".join([*html, escape(text[at:])]))  # noqa: S308 - each part is escaped
