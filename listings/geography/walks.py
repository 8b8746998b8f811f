"""The walks from a home to every landmark."""

from dataclasses import dataclass

from listings.geography.distance import walk_minutes
from listings.geography.landmarks import LANDMARKS, Landmark

# Beyond that nobody walks to class, and "978 minutes to Tech" says nothing.
FARTHEST_MINUTES = 90


@dataclass(frozen=True)
class Walk:
    landmark: Landmark
    minutes: int
    percent: int  # of the longest walk in its list, for a bar


def walks_from(point) -> list[Walk]:
    """The walks from (latitude, longitude), nearest first; none where no landmark is in reach."""
    minutes = {mark: walk_minutes(point, mark.point) for mark in LANDMARKS}
    longest = max(minutes.values())
    if min(minutes.values()) > FARTHEST_MINUTES:
        return []
    return [
        Walk(mark, minutes[mark], max(4, 100 * minutes[mark] // longest))
        for mark in sorted(minutes, key=minutes.get)
    ]
