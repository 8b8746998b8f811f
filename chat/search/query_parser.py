"""What one types to find messages: words, "phrases", -words and `or`, the last word as far as it
is typed. Letters alone count, whatever stands between them."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

# A quoted phrase, open at the end while it is typed, or what stands between two blanks.
_PART = re.compile(r'(-?)(?:"([^"]*)("?)|(\S+))')
_LETTERS = "LNM"  # Unicode's letters, numbers and the marks upon them
_BETWEEN, _BEFORE, _AFTER = r"[\W_]+", r"(?<![^\W_])", r"(?![^\W_])"


@dataclass(frozen=True)
class Term:
    """Words that stand one after the other."""

    words: tuple[str, ...]
    is_excluded: bool = False
    is_open: bool = False  # the last word may go on

    @property
    def pattern(self) -> str:
        """As a regular expression of Python's, without regard to case."""
        end = r"[^\W_]*" if self.is_open else _AFTER
        return _BEFORE + _BETWEEN.join(self.words) + end

    @property
    def tsquery(self) -> str:
        """As Postgres writes it; the words are letters alone, so nothing needs escaping."""
        words = " <-> ".join(f"'{word}'" for word in self.words)
        return f"{'!' if self.is_excluded else ''}({words}{':*' if self.is_open else ''})"


@dataclass(frozen=True)
class Query:
    """One of the `choices` must fit, and of that all terms."""

    choices: tuple[tuple[Term, ...], ...]

    @property
    def is_empty(self) -> bool:
        return not self.choices

    @cached_property
    def marks(self) -> re.Pattern:
        """Finds what made a message fit."""
        terms = [term for choice in self.choices for term in choice if not term.is_excluded]
        return re.compile("|".join(term.pattern for term in terms), re.IGNORECASE)

    @property
    def tsquery(self) -> str:
        return " | ".join(
            "(" + " & ".join(term.tsquery for term in choice) + ")" for choice in self.choices
        )


def read(text: str) -> Query:
    """The query that `text` is. A choice that only excludes is none: it would find everything."""
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
    asked = [choice for choice in choices if any(not term.is_excluded for term in choice)]
    return Query(tuple(tuple(choice) for choice in asked))


def words_of(text: str) -> tuple[str, ...]:
    letters = (
        each if unicodedata.category(each)[0] in _LETTERS else " "
        for each in unicodedata.normalize("NFC", text.lower())
    )
    return tuple("".join(letters).split())
