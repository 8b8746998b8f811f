from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from statistics import median_low

LOWEST_SHOWN, HIGHEST_SHOWN = 0.4, 2.5  # times the median rent


@dataclass(frozen=True)
class RentDistribution:
    """Where `rent` is among `others`, which are sorted, at least one; in cents a month."""

    rent: int
    others: tuple[int, ...]

    @property
    def count(self) -> int:
        return len(self.others)

    @property
    def cheaper(self) -> int:
        return bisect_left(self.others, self.rent)

    @property
    def dearer(self) -> int:
        return self.count - bisect_right(self.others, self.rent)

    @property
    def percentile(self) -> int:
        """The percentage that cost less; those that cost as much count half."""
        equal = self.count - self.cheaper - self.dearer
        return (100 * self.cheaper + 50 * equal) // self.count

    @property
    def median(self) -> int:
        return median_low(self.others)

    @property
    def range(self) -> tuple[int, int]:
        """The rents at both ends of the histogram: `rent`, and of the others those that aren't far
        from the median."""
        low, high = min(self.rent, self.others[0]), max(self.rent, self.others[-1])
        low = max(low, min(self.rent, int(self.median * LOWEST_SHOWN)))
        high = min(high, max(self.rent, int(self.median * HIGHEST_SHOWN)))
        return low, max(high, low + 1)

    @property
    def position(self) -> float:
        """Where `rent` is in the range: 0 at the lower end, 1 at the higher one."""
        low, high = self.range
        return (self.rent - low) / (high - low)

    def histogram(self, bins: int) -> list[int]:
        """How many of the others are in each of so many equal parts of the range. Those outside of
        it count in the first or the last."""
        low, high = self.range
        counts = [0] * bins
        for rent in self.others:
            index = (rent - low) * bins // (high - low)
            counts[min(bins - 1, max(0, index))] += 1
        return counts
