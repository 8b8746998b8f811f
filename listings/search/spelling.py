"""Corrects the spelling of words that no listing has, to the closest name of a street, landmark or
neighborhood."""

import re
from difflib import get_close_matches

from django.core.cache import cache
from django.db import connections

from listings.geography.landmarks import LANDMARKS
from listings.geography.neighborhoods import NEIGHBORHOODS
from listings.models import Listing
from listings.querysets.listing import ListingQuerySet
from listings.search import text_match  # noqa: F401 - registers the lookup
from listings.search.criteria import Search
from listings.search.terms import STOP_WORDS, Clauses, Term, read_terms

MIN_LETTERS = 4
MIN_SIMILARITY = 0.74
MAX_STREETS = 2000
MAX_LOOKED_UP, MAX_CORRECTED = 6, 3
# A planner expects to find a single row soon by scanning; for this many it uses the index.
ENOUGH = 300
# A street that is new to the site may be missing from the vocabulary for this long.
VOCABULARY_SECONDS = 60
# Jumps from one street to the next in the index: a million rows have some hundred names.
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


def corrected(search: Search) -> Search:
    return search.replace(q=correct_spelling(search.q)) if search.q else search


def correct_spelling(text: str) -> str:
    """`text` with its unknown words corrected, but only if it then finds published listings.

    Text that finds something as it is stays unchanged; that takes one query.
    """
    clauses = read_terms(text)
    words = {term.text for clause in clauses for term in clause if _may_be_misspelled(term)}
    listings = Listing.objects.published().order_by()
    if not words or _finds_any(clauses, listings):
        return text
    unknown = [
        word for word in sorted(words)[:MAX_LOOKED_UP] if not _finds_any(read_terms(word), listings)
    ]
    corrected = text
    for word in unknown[:MAX_CORRECTED]:
        if near := get_close_matches(word.lower(), _vocabulary(listings), 1, MIN_SIMILARITY):
            corrected = re.sub(rf"\b{re.escape(word)}\b", near[0].capitalize(), corrected)
    if corrected == text or not _finds_any(read_terms(corrected), listings):
        return text
    return corrected


def _may_be_misspelled(term: Term) -> bool:
    is_searched_for = term.is_word and not term.unwanted and term.text.lower() not in STOP_WORDS
    return is_searched_for and len(term.text) >= MIN_LETTERS


def _finds_any(clauses: Clauses, listings: ListingQuerySet) -> bool:
    return bool(clauses) and listings.filter(search_document__matches=clauses)[:ENOUGH].count() > 0


def _vocabulary(listings: ListingQuerySet) -> list[str]:
    """Every word that a misspelled one may stand for, in lower case. Cached: otherwise anyone
    could keep the database busy loading streets for meaningless words."""
    words: list[str] | None = cache.get_or_set(
        "spelling-vocabulary", lambda: _words(listings), VOCABULARY_SECONDS
    )
    return words or []


def _words(listings: ListingQuerySet) -> list[str]:
    names = [*NAMES, *_streets(listings)]
    return sorted({word.lower() for name in names for word in name.split()})


def _streets(listings: ListingQuerySet) -> list[str]:
    connection = connections[listings.db]
    if connection.vendor != "postgresql":
        return list(listings.values_list("street", flat=True).distinct()[:MAX_STREETS])
    with connection.cursor() as cursor:
        cursor.execute(STREETS, [MAX_STREETS])
        return [street for (street,) in cursor.fetchall()]
