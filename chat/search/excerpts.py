"""The part of a message that was found, with what was looked for marked in it."""

import re

from chat.search.query_parser import Query

BEFORE = 60  # letters that stand before the first mark
LONGEST = 240


def excerpt(body: str, query: Query) -> list[tuple[str, bool]]:
    """The words around the first hit as (text, is marked), plain text that is yet to be escaped."""
    first = query.marks.search(body)
    start = _start(body, first.start() if first else 0)
    text = body[start : start + LONGEST]
    parts, at = [("…", False)] if start else [], 0
    for found in query.marks.finditer(text):
        parts += [(text[at : found.start()], False), (found[0], True)]
        at = found.end()
    parts += [(text[at:], False), ("…" if start + LONGEST < len(body) else "", False)]
    return [(each, marked) for each, marked in parts if each]


def _start(body: str, at: int) -> int:
    """A little before `at`, at the start of a word where there is one."""
    if at <= BEFORE or len(body) <= LONGEST:
        return 0
    blank = re.compile(r"\s").search(body, at - BEFORE, at)
    return blank.end() if blank else at - BEFORE
