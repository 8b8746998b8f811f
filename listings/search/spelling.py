"""Typing errors: a word that no place has, read as the name it comes nearest to."""

import re
from difflib import get_close_matches

from django.db import connections

from listings.geography.landmarks import LANDMARKS
from listings.geography.neighborhoods import NEIGHBORHOODS
from listings.search.terms import Term, read_terms

LEAST_LETTERS = 4
# Trigrams choose from what the index holds, generously: two letters that changed places take five
# of eight with them. Letters in common then decide.
ALIKE_TRIGRAMS, ALIKE_LETTERS = 0.3, 0.74
MOST_STREETS = 30
MOST_LOOKED_UP, MOST_MENDED = 6, 3
ENOUGH = 300
# From one street to the next, by their index: some hundred names stand in a million rows.
ALIKE_STREETS = """
    WITH RECURSIVE names AS (
        SELECT min(street) AS street FROM listings_listing WHERE status = 'published'
        UNION ALL
        SELECT (SELECT min(street) FROM listings_listing
                WHERE status = 'published' AND street > names.street)
        FROM names WHERE street IS NOT NULL
    )
    SELECT street FROM names WHERE word_similarity(%s, street) >= %s
    ORDER BY word_similarity(%s, street) DESC, street LIMIT %s
"""
NAMES = [part.name for part in NEIGHBORHOODS] + [mark.name for mark in LANDMARKS]


def mended(text: str, listings) -> str:
    """`text` with its unknown words put right, as far as a name of `listings` is meant, and only
    where it then finds something: a street at random is no help.

    What finds something as it stands is what was meant: then this is one query.
    """
    clauses = read_terms(text)
    words = {term.text for clause in clauses for term in clause if _may_be_misspelt(term)}
    listings = listings.order_by()
    if not words or _are_there(clauses, listings):
        return text
    unknown = [
        word
        for word in sorted(words)[:MOST_LOOKED_UP]
        if not _are_there(read_terms(word), listings)
    ]
    better = text
    for word in unknown[:MOST_MENDED]:
        names = [part.lower() for name in _names_like(word, listings) for part in name.split()]
        if near := get_close_matches(word.lower(), names, 1, ALIKE_LETTERS):
            better = re.sub(rf"\b{re.escape(word)}\b", near[0].capitalize(), better)
    return better if better != text and _are_there(read_terms(better), listings) else text


def _may_be_misspelt(term: Term) -> bool:
    return term.is_word and not term.unwanted and len(term.text) >= LEAST_LETTERS


def _are_there(clauses, listings) -> bool:
    # Of one row a planner thinks that reading on will soon find it; of so many, that an index will.
    return listings.filter(words__holds=clauses)[:ENOUGH].count() > 0


def _names_like(word, listings) -> list[str]:
    if connections[listings.db].vendor != "postgresql":
        return [*NAMES, *listings.values_list("street", flat=True).distinct()]
    with connections[listings.db].cursor() as cursor:
        cursor.execute(ALIKE_STREETS, [word, ALIKE_TRIGRAMS, word, MOST_STREETS])
        return [*NAMES, *(street for (street,) in cursor.fetchall())]
