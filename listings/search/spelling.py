"""Typing errors: a word that no place has, read as the name it comes nearest to."""

import re
from difflib import get_close_matches

from django.core.cache import cache
from django.db import connections

from listings.geography.landmarks import LANDMARKS
from listings.geography.neighborhoods import NEIGHBORHOODS
from listings.search.terms import SMALL, Term, read_terms

LEAST_LETTERS = 4
ALIKE_LETTERS = 0.74
MOST_STREETS = 2000
MOST_LOOKED_UP, MOST_MENDED = 6, 3
ENOUGH = 300
# Until then a street that is new to the site isn't in the vocabulary.
VOCABULARY_LASTS = 60  # seconds
# From one street to the next, by their index: some hundred names stand in a million rows.
STREETS = """
    WITH RECURSIVE names AS (
        SELECT min(street) AS street FROM listings_listing WHERE status = 'published'
        UNION ALL
        SELECT (SELECT min(street) FROM listings_listing
                WHERE status = 'published' AND street > names.street)
        FROM names WHERE street IS NOT NULL
    )
    SELECT street FROM names WHERE street IS NOT NULL LIMIT %s
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
        if near := get_close_matches(word.lower(), _vocabulary(listings), 1, ALIKE_LETTERS):
            better = re.sub(rf"\b{re.escape(word)}\b", near[0].capitalize(), better)
    return better if better != text and _are_there(read_terms(better), listings) else text


def _may_be_misspelt(term: Term) -> bool:
    is_searched_for = term.is_word and not term.unwanted and term.text.lower() not in SMALL
    return is_searched_for and len(term.text) >= LEAST_LETTERS


def _are_there(clauses, listings) -> bool:
    # Of one row a planner thinks that reading on will soon find it; of so many, that an index will.
    return bool(clauses) and listings.filter(search_document__matches=clauses)[:ENOUGH].count() > 0


def _vocabulary(listings) -> list[str]:
    """Every word that a misspelled one may stand for, in lower case. Cached, since loading the
    streets for each search would let anyone keep the database busy with meaningless words."""
    return cache.get_or_set("spelling-vocabulary", lambda: _words(listings), VOCABULARY_LASTS)


def _words(listings) -> list[str]:
    names = [*NAMES, *_streets(listings)]
    return sorted({word.lower() for name in names for word in name.split()})


def _streets(listings) -> list[str]:
    connection = connections[listings.db]
    if connection.vendor != "postgresql":
        return list(listings.values_list("street", flat=True).distinct()[:MOST_STREETS])
    with connection.cursor() as cursor:
        cursor.execute(STREETS, [MOST_STREETS])
        return [street for (street,) in cursor.fetchall()]
