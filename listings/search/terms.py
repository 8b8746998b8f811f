"""What someone typed, as the words to look for: `"two baths" noyes or foster -basement`."""

import re
from dataclasses import dataclass, replace

# More than anyone types narrows nothing further.
MOST_TERMS = 12
WRITTEN = re.compile(r"""(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))""")
LETTER_OR_DIGIT = re.compile(r"\w")
# Postgres keeps none of these: its english.stop.
SMALL_WORDS = """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself
    she her hers herself it its itself they them their theirs themselves what which who whom
    this that these those am is are was were be been being have has had having do does did
    doing a an the and but if or because as until while of at by for with about against
    between into through during before after above below to from up down in out on off over
    under again further then once here there when where why how all any both each few more
    most other some such no nor not only own same so than too very s t can will just don
    should now
"""
SMALL = frozenset(SMALL_WORDS.split())


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several that stand side by side. The last may still be `unfinished`."""

    text: str
    unwanted: bool = False
    unfinished: bool = False

    @property
    def is_word(self) -> bool:
        return self.text.isalpha()


# Each clause has to hold; of its terms, one at least.
Clauses = tuple[tuple[Term, ...], ...]


def read_terms(text: str) -> Clauses:
    """Empty where nothing is left to look for."""
    clauses, alternative = [], False
    for term in _written(text):
        if term.text.lower() == "or" and not term.unwanted:
            alternative = bool(clauses)
            continue
        if alternative and not term.unwanted:
            clauses[-1] = (*clauses[-1], term)
        else:
            clauses.append((term,))
        alternative = False
    return _unfinished([clause for clause in clauses if not _is_small(clause)][:MOST_TERMS], text)


def _written(text):
    for match in WRITTEN.finditer(text):
        written = " ".join((match["phrase"] or match["word"] or "").split())
        if LETTER_OR_DIGIT.search(written):
            yield Term(written, unwanted=bool(match["minus"]))


def _is_small(clause: tuple[Term, ...]) -> bool:
    """Whether nothing in it can be searched for; a phrase can be made of small words alone, too."""
    return all(SMALL.issuperset(term.text.lower().split()) for term in clause)


def _unfinished(clauses, text) -> Clauses:
    """A number is never the beginning of another: who types 100 doesn't mean 1000."""
    if clauses and text.endswith(last := clauses[-1][-1].text) and last.isalpha():
        *before, term = clauses[-1]
        clauses[-1] = (*before, replace(term, unfinished=not term.unwanted))
    return tuple(clauses)
