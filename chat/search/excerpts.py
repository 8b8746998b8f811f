"""Excerpts of found messages, with the search terms marked."""

import re

from chat.search.query_parser import Query

CONTEXT = 60  # characters before the first match
MAX_LENGTH = 240


def excerpt(body: str, query: Query) -> list[tuple[str, bool]]:
    """The text around the first match as (text, is marked). The text isn't escaped yet."""
    first = query.highlight.search(body)
    start = _start(body, first.start() if first else 0)
    text = body[start : start + MAX_LENGTH]
    parts, at = [("…", False)] if start else [], 0
    for found in query.highlight.finditer(text):
        parts += [(text[at : found.start()], False), (found[0], True)]
        at = found.end()
    parts += [(text[at:], False), ("…" if start + MAX_LENGTH < len(body) else "", False)]
    return [(part, is_marked) for part, is_marked in parts if part]


def _start(body: str, at: int) -> int:
    """The start of the excerpt: a little before `at`, at the start of a word if there is one."""
    if at <= CONTEXT or len(body) <= MAX_LENGTH:
        return 0
    space = re.compile(r"\s").search(body, at - CONTEXT, at)
    return space.end() if space else at - CONTEXT
