"""The walks from a listing to the landmarks."""

from dataclasses import dataclass

from listings.geography.distance import Point, walk_minutes
from listings.geography.landmarks import LANDMARKS, Landmark

# Nobody walks farther than this to class.
MAX_MINUTES = 90


@dataclass(frozen=True)
class Walk:
    landmark: Landmark
    minutes: int
    percent: int  # of the longest walk in its list, for a bar


def walks_from(point: Point) -> list[Walk]:
    """The walks from a point to every landmark, nearest first; none if all are too far."""
    minutes = {mark: walk_minutes(point, mark.point) for mark in LANDMARKS}
    longest = max(minutes.values())
    if min(minutes.values()) > MAX_MINUTES:
        return []
    return [
        Walk(mark, minutes[mark], max(4, 100 * minutes[mark] // longest))
        for mark in sorted(minutes, key=minutes.__getitem__)
    ]
