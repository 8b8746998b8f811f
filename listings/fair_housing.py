"""Tells the writer of a listing where the words describe the tenant rather than the home.

It advises and never blocks. What is `severe` is what a moderator should see before it stays.
"""

from dataclasses import dataclass

from listings.fair_housing_rules import RULES

MOST_HINTS = 6
_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "\u2011": "-", "\u00a0": " "})


@dataclass(frozen=True)
class Hint:
    """`phrase` as it was written, why it is a problem, what to write instead."""

    phrase: str
    reason: str
    wording: str
    severe: bool


def hints(text: str) -> list[Hint]:
    """The problems in `text` in the order in which they stand there, MOST_HINTS at the most."""
    words = " ".join(text.translate(_TYPOGRAPHY).split())
    found, taken = [], set()
    for rule in RULES:
        for match in rule.pattern.finditer(words):
            place = set(range(*match.span()))
            if taken.isdisjoint(place):
                taken |= place
                hint = Hint(match[0], rule.reason, rule.wording, rule.severe)
                found.append((match.start(), hint))
    return [hint for _, hint in sorted(found, key=lambda pair: pair[0])][:MOST_HINTS]


def is_severe(*texts: str) -> bool:
    return any(hint.severe for text in texts for hint in hints(text))
