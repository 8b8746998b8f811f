"""Parses the words of a search: `"two baths" noyes or foster -basement`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

MAX_TERMS = 12  # the rest is ignored
WRITTEN = re.compile(r"""(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))""")
LETTER_OR_DIGIT = re.compile(r"\w")
# The list of Postgres (english.stop), which doesn't index them.
STOP_WORD_LIST = """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself
    she her hers herself it its itself they them their theirs themselves what which who whom
    this that these those am is are was were be been being have has had having do does did
    doing a an the and but if or because as until while of at by for with about against
    between into through during before after above below to from up down in out on off over
    under again further then once here there when where why how all any both each few more
    most other some such no nor not only own same so than too very s t can will just don
    should now
"""
STOP_WORDS = frozenset(STOP_WORD_LIST.split())


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or a phrase of several. The last one may be `unfinished`: still being typed."""

    text: str
    unwanted: bool = False
    unfinished: bool = False

    @property
    def is_word(self) -> bool:
        return self.text.isalpha()


# All clauses have to match, each by at least one of its terms.
Clauses = tuple[tuple[Term, ...], ...]


def read_terms(text: str) -> Clauses:
    """Empty where nothing is left to search for."""
    clauses: list[tuple[Term, ...]] = []
    alternative = False
    for term in _written(text):
        if term.text.lower() == "or" and not term.unwanted:
            alternative = bool(clauses)
            continue
        if alternative and not term.unwanted:
            clauses[-1] = (*clauses[-1], term)
        else:
            clauses.append((term,))
        alternative = False
    return _unfinished(
        [clause for clause in clauses if not _has_only_stop_words(clause)][:MAX_TERMS], text
    )


def _written(text: str) -> Iterator[Term]:
    for match in WRITTEN.finditer(text):
        written = " ".join((match["phrase"] or match["word"] or "").split())
        if LETTER_OR_DIGIT.search(written):
            yield Term(written, unwanted=bool(match["minus"]))


def _has_only_stop_words(clause: tuple[Term, ...]) -> bool:
    return all(STOP_WORDS.issuperset(term.text.lower().split()) for term in clause)


def _unfinished(clauses: list[tuple[Term, ...]], text: str) -> Clauses:
    """Marks the last term as unfinished. Not a number: 100 doesn't mean 1000."""
    if clauses and text.endswith(last := clauses[-1][-1].text) and last.isalpha():
        *before, term = clauses[-1]
        clauses[-1] = (*before, replace(term, unfinished=not term.unwanted))
    return tuple(clauses)
