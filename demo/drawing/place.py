"""Where a piece of furniture stands, and which way it faces."""

from dataclasses import dataclass

from .geometry import Point


@dataclass(frozen=True)
class Place:
    """Local x runs along the piece, z from its back to its front.

    facing "viewer" is a piece with its back to the far wall; "right" has it to the left wall.
    """

    x: float
    z: float
    y: float = 0.0
    facing: str = "viewer"

    def at(self, x: float, y: float, z: float) -> Point:
        y += self.y
        if self.facing == "viewer":
            return (self.x + x, y, self.z - z)
        if self.facing == "right":
            return (self.x + z, y, self.z + x)
        if self.facing == "left":
            return (self.x - z, y, self.z + x)
        return (self.x + x, y, self.z + z)

    def bounds(self, low, high) -> tuple[Point, Point]:
        a, b = self.at(*low), self.at(*high)
        return tuple(map(min, zip(a, b, strict=True))), tuple(map(max, zip(a, b, strict=True)))

    def moved(self, x=0.0, y=0.0, z=0.0) -> "Place":
        a = self.at(x, y, z)
        return Place(a[0], a[2], a[1], self.facing)
