from dataclasses import dataclass

from listings.rent_comparison.distribution import RentDistribution

# In the units of the SVG.
WIDTH, HEIGHT, BAR_COUNT = 320, 64, 16
SPACE_ABOVE = 4


@dataclass(frozen=True)
class Bar:
    x: int
    y: float
    height: float


@dataclass(frozen=True)
class Chart:
    """The histogram as `rent_comparison.html` draws it."""

    distribution: RentDistribution

    @property
    def bars(self) -> list[Bar]:
        """Those that aren't empty, from left to right."""
        counts = self.distribution.histogram(BAR_COUNT)
        unit = (HEIGHT - SPACE_ABOVE) / max(counts)
        return [
            Bar(
                x=index * WIDTH // BAR_COUNT,
                y=round(HEIGHT - count * unit, 1),
                height=round(count * unit, 1),
            )
            for index, count in enumerate(counts)
            if count
        ]

    @property
    def marker_x(self) -> float:
        """Where this rent is from left to right."""
        return round(WIDTH * self.distribution.position, 1)
