"""Runs a search in the database."""

from listings.models import Listing
from listings.querysets.listing import ListingQuerySet
from listings.querysets.location import distance_to
from listings.search.costs import cost_for
from listings.search.criteria import Search
from listings.search.filters import FILTERS
from listings.search.terms import read_terms
from listings.search.text_match import Rank

MAX_RANKED = 1000


def matching(search: Search) -> ListingQuerySet:
    """The published listings that match, the newest first. The words of the search are used as they
    are: see `spelling.corrected`."""
    listings: ListingQuerySet = Listing.objects.published()
    for each in FILTERS:
        if (condition := each.condition(search)) is not None:
            listings = listings.alias(**each.annotations).filter(condition)
    return listings


def sort(listings: ListingQuerySet, search: Search) -> ListingQuerySet:
    """In the order of the search; ties are broken by id. An order by rent or distance leaves out
    listings without one."""
    ordered: ListingQuerySet
    if search.sort == "cheapest":
        ordered = listings.exclude(rent_per_person=None).order_by("rent_per_person", "pk")
    elif search.sort == "cost":
        paid = listings.exclude(rent_per_person=None).annotate(cost=cost_for(search.days))
        ordered = paid.order_by("cost", "pk")
    elif search.sort == "closest":
        placed = listings.exclude(public_latitude=None).exclude(public_longitude=None)
        ordered = placed.annotate(distance=distance_to(search.centers)).order_by("distance", "pk")
    elif search.sort == "best":
        ordered = _best_first(listings, search.q)
    else:
        ordered = listings.order_by("-published_at", "-pk")
    return ordered


def _best_first(listings: ListingQuerySet, text: str) -> ListingQuerySet:
    """Annotates `rank`, and sorts the newest by it: ranking all listings with a common word would
    read them all. Without a term in the text, all rank 0."""
    newest = listings.order_by("-published_at", "-pk").values("pk")[:MAX_RANKED]
    rank = Rank(clauses=read_terms(text))
    ranked: ListingQuerySet = Listing.objects.filter(pk__in=newest).annotate(rank=rank)
    return ranked.order_by("-rank", "-pk")
