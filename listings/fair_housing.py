"""Hints at phrases of a listing that describe the tenant rather than the home.

They advise and never block. A `severe` one is something that a moderator should look at.
"""

from dataclasses import dataclass

from listings.fair_housing_rules import RULES

MAX_HINTS = 6
_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "\u2011": "-", "\u00a0": " "})


@dataclass(frozen=True)
class Hint:
    """A `phrase` as written, why it is a problem, and what to write instead."""

    phrase: str
    reason: str
    wording: str
    severe: bool


def hints(text: str) -> list[Hint]:
    """The problems in `text`, in order, at most MAX_HINTS."""
    words = " ".join(text.translate(_TYPOGRAPHY).split())
    found: list[tuple[int, Hint]] = []
    taken: set[int] = set()
    for rule in RULES:
        for match in rule.pattern.finditer(words):
            span = set(range(*match.span()))
            if taken.isdisjoint(span):
                taken |= span
                hint = Hint(match[0], rule.reason, rule.wording, rule.severe)
                found.append((match.start(), hint))
    return [hint for _, hint in sorted(found, key=lambda pair: pair[0])][:MAX_HINTS]


def is_severe(*texts: str) -> bool:
    return any(hint.severe for text in texts for hint in hints(text))
