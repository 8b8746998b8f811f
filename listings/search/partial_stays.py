"""Places that are free for a part of a stay: what each leaves open, and which two make it whole."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from listings.search.criteria import Search

# Of so many, the newest, the dates alone are read.
MOST_READ, MOST_HALVES = 300, 60
MOST_SHOWN, MOST_PAIRS = 6, 2
LEAST_PART = 1 / 3
DAY = timedelta(days=1)
# Paying for two places at once, for moving: no longer than that.
LONGEST_OVERLAP = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Span:
    """The days, both ends included, on which a listing is free within a stay."""

    pk: int
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Part:
    """A place, and the days of the stay, as (first, last), that it leaves open."""

    listing: object
    span: Span
    gaps: list[tuple[date, date]]


@dataclass(frozen=True)
class Partly:
    """`pairs` follow upon each other: (Part, Part)."""

    pairs: list[tuple[Part, Part]]
    parts: list[Part]


def partly_free(listings, search: Search) -> Partly | None:
    """What of `listings`, narrowed to the search but for its dates, covers a part of them; None
    where the search doesn't name both ends. Three queries, however many there are."""
    start, end = search.available_from, search.available_until
    if not (start and end):
        return None
    spans = _spans(listings, start, end)
    pairs = _pairs(spans, start, end)
    paired = {span.pk for pair in pairs for span in pair}
    alone = sorted(
        (span for span in spans if span.pk not in paired and _is_enough(span, start, end)),
        key=lambda span: -span.days,
    )[:MOST_SHOWN]
    shown = [*(span for pair in pairs for span in pair), *alone]
    rows = listings.model.objects.for_cards().in_bulk([span.pk for span in shown])
    parts = {span.pk: Part(rows[span.pk], span, _gaps(span, start, end)) for span in shown}
    return Partly(
        [(parts[one.pk], parts[other.pk]) for one, other in pairs],
        [parts[span.pk] for span in alone],
    )


def _spans(listings, start, end) -> list[Span]:
    rows = listings.overlapping(start, end).order_by("-published_at", "-pk")
    dates = rows.values_list("pk", "available_from", "available_until")[:MOST_READ]
    return [
        Span(pk, max(start, first or start), min(end, last or end)) for pk, first, last in dates
    ]


def _is_enough(span, start, end) -> bool:
    return span.days >= LEAST_PART * ((end - start).days + 1)


def _gaps(span, start, end) -> list[tuple[date, date]]:
    before, after = (start, span.first - DAY), (span.last + DAY, end)
    return [(first, last) for first, last in (before, after) if first <= last]


def _pairs(spans, start, end) -> list[tuple[Span, Span]]:
    """Those that overlap least, each place in one of them."""
    heads = [span for span in spans if span.first == start][:MOST_HALVES]
    tails = [span for span in spans if span.last == end][:MOST_HALVES]
    joined = [pair for pair in product(heads, tails) if _join(*pair)]
    pairs, taken = [], set()
    for one, other in sorted(joined, key=lambda pair: pair[0].last - pair[1].first):
        if len(pairs) < MOST_PAIRS and not taken & {one.pk, other.pk}:
            pairs.append((one, other))
            taken |= {one.pk, other.pk}
    return pairs


def _join(one, other) -> bool:
    return one.first < other.first <= one.last + DAY <= other.first + LONGEST_OVERLAP
