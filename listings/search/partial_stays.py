"""Listings that are available for a part of a stay: the dates that each leaves open, and pairs that
cover the whole stay."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from listings.models import Listing
from listings.querysets.listing import ListingQuerySet
from listings.search.criteria import Search
from listings.search.filters.stay import overlapping

# The newest that overlap, of which only the dates are loaded; and those that pairs are made of.
MAX_LOADED, MAX_HALVES = 300, 60
MAX_SHOWN, MAX_PAIRS = 6, 2
MIN_COVERED = 1 / 3
DAY = timedelta(days=1)
# Nobody pays for two places at once for longer than this.
LONGEST_OVERLAP = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a stay, both ends included, on which a listing is available."""

    pk: int
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Part:
    """A listing, and the days of the stay that it leaves open, as (first, last)."""

    listing: Listing
    span: Span
    gaps: list[tuple[date, date]]


@dataclass(frozen=True)
class PartialStays:
    """The second of a pair follows the first in time; `parts` are in no pair."""

    pairs: list[tuple[Part, Part]]
    parts: list[Part]


def find_partial_stays(listings: ListingQuerySet, search: Search) -> PartialStays | None:
    """Those of `listings`, which match the search without its dates, that cover a part of them.
    None without both dates. Three queries, however many listings there are."""
    start, end = search.available_from, search.available_until
    if not (start and end):
        return None
    spans = _spans(listings, start, end)
    pairs = _pairs(spans, start, end)
    paired = {span.pk for pair in pairs for span in pair}
    alone = sorted(
        (span for span in spans if span.pk not in paired and _is_enough(span, start, end)),
        key=lambda span: -span.days,
    )[:MAX_SHOWN]
    shown = [*(span for pair in pairs for span in pair), *alone]
    rows = Listing.objects.for_cards().in_bulk([span.pk for span in shown])
    parts = {span.pk: Part(rows[span.pk], span, _gaps(span, start, end)) for span in shown}
    return PartialStays(
        [(parts[one.pk], parts[other.pk]) for one, other in pairs],
        [parts[span.pk] for span in alone],
    )


def _spans(listings: ListingQuerySet, start: date, end: date) -> list[Span]:
    rows = listings.filter(overlapping(start, end)).order_by("-published_at", "-pk")
    dates = rows.values_list("pk", "available_from", "available_until")[:MAX_LOADED]
    return [
        Span(pk, max(start, first or start), min(end, last or end)) for pk, first, last in dates
    ]


def _is_enough(span: Span, start: date, end: date) -> bool:
    return span.days >= MIN_COVERED * ((end - start).days + 1)


def _gaps(span: Span, start: date, end: date) -> list[tuple[date, date]]:
    before, after = (start, span.first - DAY), (span.last + DAY, end)
    return [(first, last) for first, last in (before, after) if first <= last]


def _pairs(spans: list[Span], start: date, end: date) -> list[tuple[Span, Span]]:
    """The pairs that overlap least, with each listing in only one of them."""
    firsts = [span for span in spans if span.first == start][:MAX_HALVES]
    seconds = [span for span in spans if span.last == end][:MAX_HALVES]
    joined = [pair for pair in product(firsts, seconds) if _join(*pair)]
    pairs: list[tuple[Span, Span]] = []
    taken: set[int] = set()
    for one, other in sorted(joined, key=lambda pair: pair[0].last - pair[1].first):
        if len(pairs) < MAX_PAIRS and not taken & {one.pk, other.pk}:
            pairs.append((one, other))
            taken |= {one.pk, other.pk}
    return pairs


def _join(one: Span, other: Span) -> bool:
    return one.first < other.first <= one.last + DAY <= other.first + LONGEST_OVERLAP
