"""A scene in three dimensions: collects solids, sorts them by occlusion, casts their shadows."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

from .canvas import Canvas
from .color import Color, dim, lift
from .geometry import Camera, Point
from .palette import Home


@dataclass
class Solid:
    low: Point
    high: Point
    paint: object


@dataclass
class Glow:
    at: Point
    reach: float
    color: Color
    strength: float


@dataclass
class Stage:
    canvas: Canvas
    camera: Camera
    home: Home
    rng: Random
    sun: Point = (-0.55, 0.7, -0.45)
    rays: Point = (-0.8, 0.8, -0.25)
    tiles: tuple[Color, Color] = ((240, 236, 226), (150, 160, 160))
    brick: Color = (184, 104, 78)
    view: str = "trees"
    solids: list[Solid] = field(default_factory=list)
    glows: list[Glow] = field(default_factory=list)
    casts: list[tuple[Point, Point]] = field(default_factory=list)
    flares: list[list] = field(default_factory=list)

    @property
    def light(self):
        return self.home.light

    def lit(self, color: Color, normal: Point) -> Color:
        """The colour of a face turned that way, under the scene's one light."""
        facing = sum(n * s for n, s in zip(normal, self.sun, strict=True))
        if facing > 0:
            return lift(color, 0.26 * facing, self.light.warm)
        return dim(color, 0.06 - 0.36 * facing, self.light.shade)

    def face(self, points, color, normal=None, fade=0.0):
        """One flat face; fade darkens it toward its lower edge."""
        flat = self.camera.project(points)
        color = self.lit(color, normal) if normal else color
        if fade:
            low = dim(color, fade, self.light.shade)
            self.canvas.gradient(flat, (color, color, low, low))
        else:
            self.canvas.fill(flat, color)

    def veil(self, points, color, opacity, blur=0.0):
        self.canvas.veil(self.camera.project(points), color, opacity, blur * self.canvas.unit)

    def stroke(self, points, color, metres):
        """A line of that thickness in the room."""
        width = metres * self.camera.scale(points[len(points) // 2])
        self.canvas.line(self.camera.project(points), color, width)

    def darken(self, shapes, power: float, blur: float):
        self.canvas.relight(shapes, [], dim((255, 255, 255), power, self.light.shade), 1, blur)

    def brighten(self, shapes, blocked, power: float):
        gain = tuple(255 + round(power * c * 0.72) for c in self.light.sun)
        self.canvas.relight(shapes, blocked, gain, 1, 3)

    def add(self, low: Point, high: Point, paint, shadow=True):
        self.solids.append(Solid(low, high, paint))
        if shadow:
            self.casts.append((low, high))

    @contextmanager
    def group(self, sort=False):
        """What is added inside is painted as one solid: sorted, or in the order of adding."""
        outer, self.solids = self.solids, []
        yield
        parts, self.solids = self.solids, outer
        low = tuple(min(s.low[i] for s in parts) for i in range(3))
        high = tuple(max(s.high[i] for s in parts) for i in range(3))
        ordered = _far_to_near(parts, self.camera.eye) if sort else parts
        self.solids.append(Solid(low, high, lambda: [s.paint() for s in ordered]))

    def glow(self, at: Point, reach: float, strength=1.0, color=(255, 206, 138)):
        self.glows.append(Glow(at, reach, color, strength))

    def paint_solids(self):
        for solid in _far_to_near(self.solids, self.camera.eye):
            solid.paint()
        self.solids = []


def _far_to_near(solids, eye):
    """Depth-first over "is hidden by"; a cycle is broken where it is met."""
    order, done = [], set()
    behind = [
        [j for j, other in enumerate(solids) if j != i and _hides(solids[i], other, eye, i > j)]
        for i in range(len(solids))
    ]

    def visit(i):
        if i in done:
            return
        done.add(i)
        for j in behind[i]:
            visit(j)
        order.append(solids[i])

    for i in sorted(range(len(solids)), key=lambda k: -_distance(solids[k], eye)):
        visit(i)
    return order


def _distance(solid, eye):
    return sum(
        (max(lo - e, 0, e - hi)) ** 2 for lo, hi, e in zip(solid.low, solid.high, eye, strict=True)
    )


def _hides(near, far, eye, later) -> bool:
    """Whether the first may hide the second: planes between them have the eye on its side only.

    Boxes that interpenetrate go in the order in which they were added.
    """
    front = back = False
    for axis in range(3):
        if near.low[axis] >= far.high[axis] - 1e-6:
            front |= eye[axis] > far.high[axis]
            back |= eye[axis] < near.low[axis]
        elif far.low[axis] >= near.high[axis] - 1e-6:
            front |= eye[axis] < far.low[axis]
            back |= eye[axis] > near.high[axis]
    return front and not back if front or back else later
