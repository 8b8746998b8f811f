"""Parses message searches: words, "phrases", -excluded words, `or`; the last word may be
incomplete. Only letters and digits are compared, so "1,200" matches "1 200"."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

# A quoted phrase, which is open at the end while it is typed, or text without white space.
_PART = re.compile(r'(-?)(?:"([^"]*)("?)|(\S+))')
_LETTERS = "LNM"  # Unicode's letters, numbers and combining marks
_BETWEEN, _BEFORE, _AFTER = r"[\W_]+", r"(?<![^\W_])", r"(?![^\W_])"


@dataclass(frozen=True)
class Term:
    """Consecutive words."""

    words: tuple[str, ...]
    is_excluded: bool = False
    is_open: bool = False  # the last word may be incomplete

    @property
    def pattern(self) -> str:
        """A regular expression for Python, to be used without regard to case."""
        end = r"[^\W_]*" if self.is_open else _AFTER
        return _BEFORE + _BETWEEN.join(self.words) + end

    @property
    def tsquery(self) -> str:
        """For Postgres. The words have only letters and digits, so nothing needs escaping."""
        words = " <-> ".join(f"'{word}'" for word in self.words)
        return f"{'!' if self.is_excluded else ''}({words}{':*' if self.is_open else ''})"


@dataclass(frozen=True)
class Query:
    """A message matches if it matches all terms of one of the `choices`."""

    choices: tuple[tuple[Term, ...], ...]

    @property
    def is_empty(self) -> bool:
        return not self.choices

    @cached_property
    def highlight(self) -> re.Pattern[str]:
        """Finds the words of a message that match."""
        terms = [term for choice in self.choices for term in choice if not term.is_excluded]
        return re.compile("|".join(term.pattern for term in terms), re.IGNORECASE)

    @property
    def tsquery(self) -> str:
        return " | ".join(
            "(" + " & ".join(term.tsquery for term in choice) + ")" for choice in self.choices
        )


def parse(text: str) -> Query:
    """Choices that only exclude words are dropped: they would match almost everything."""
    choices: list[list[Term]] = [[]]
    for part in _PART.finditer(text):
        minus, phrase, closing, bare = part.groups()
        if bare is not None and bare.lower() == "or" and part.end() < len(text):
            choices.append([])
            continue
        words = words_of(bare if phrase is None else phrase)
        is_open = not closing and part.end() == len(text)
        if words:
            choices[-1].append(Term(words, bool(minus), is_open))
    kept = [choice for choice in choices if any(not term.is_excluded for term in choice)]
    return Query(tuple(tuple(choice) for choice in kept))


def words_of(text: str) -> tuple[str, ...]:
    letters = (
        each if unicodedata.category(each)[0] in _LETTERS else " "
        for each in unicodedata.normalize("NFC", text.lower())
    )
    return tuple("".join(letters).split())
