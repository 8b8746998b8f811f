"""Points, clipping and the camera. Metres: x to the right, y up, z away from the viewer."""

from math import cos, pi, sin

Point = tuple[float, float, float]
NEAR = 0.15


class Camera:
    """A level camera, so that verticals stay vertical as in architectural photographs."""

    def __init__(self, eye: Point, yaw: float, focal: float, center: tuple[float, float]):
        self.eye, self.focal, self.center = eye, focal, center
        self._cos, self._sin = cos(yaw), sin(yaw)

    def seen(self, p: Point) -> Point:
        dx, dz = p[0] - self.eye[0], p[2] - self.eye[2]
        return (
            dx * self._cos - dz * self._sin,
            p[1] - self.eye[1],
            dx * self._sin + dz * self._cos,
        )

    def project(self, points) -> list[tuple[float, float]]:
        seen = [self.seen(p) for p in points]
        if any(s[2] < NEAR for s in seen):
            seen = _cut_near(seen)
        f, (cx, cy) = self.focal, self.center
        return [(cx + f * x / z, cy - f * y / z) for x, y, z in seen]

    def scale(self, p: Point) -> float:
        """Pixels in a metre at that depth."""
        return self.focal / max(self.seen(p)[2], NEAR)


def _cut_near(seen):
    kept = []
    for a, b in zip(seen, seen[1:] + seen[:1], strict=True):
        if a[2] >= NEAR:
            kept.append(a)
        if (a[2] < NEAR) != (b[2] < NEAR):
            t = (NEAR - a[2]) / (b[2] - a[2])
            kept.append(tuple(p + (q - p) * t for p, q in zip(a, b, strict=True)))
    return kept


def clip(polygon, axis: int, limit: float, above: bool):
    """The part of a polygon on one side of an axis-aligned line or plane."""
    inside = (lambda p: p[axis] >= limit) if above else (lambda p: p[axis] <= limit)
    kept = []
    for i, b in enumerate(polygon):
        a = polygon[i - 1]
        if inside(a) != inside(b):
            t = (limit - a[axis]) / (b[axis] - a[axis])
            kept.append(tuple(p + (q - p) * t for p, q in zip(a, b, strict=True)))
        if inside(b):
            kept.append(b)
    return kept


def clip_to_box(polygon, low, high):
    for axis in range(len(low)):
        polygon = clip(polygon, axis, low[axis], True) if polygon else polygon
        polygon = clip(polygon, axis, high[axis], False) if polygon else polygon
    return polygon


def hull(points):
    """Convex outline of screen points."""
    points = sorted(set(points))
    if len(points) < 3:
        return points
    return _half(points)[:-1] + _half(points[::-1])[:-1]


def _half(points):
    line = []
    for p in points:
        while len(line) > 1 and _cross(line[-2], line[-1], p) <= 0:
            line.pop()
        line.append(p)
    return line


def _cross(o, a, b) -> float:
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def rounded(x0, y0, x1, y1, radius, steps=5):
    """Outline of a rectangle with rounded corners; radius is one number or one for each corner."""
    radii = radius if isinstance(radius, tuple) else (radius,) * 4
    corners = ((x0, y0, 1, 1), (x1, y0, -1, 1), (x1, y1, -1, -1), (x0, y1, 1, -1))
    outline = []
    for i, ((x, y, sx, sy), r) in enumerate(zip(corners, radii, strict=True)):
        r = min(r, abs(x1 - x0) / 2, abs(y1 - y0) / 2)
        count = steps if r > 0 else 0
        for k in range(count + 1):
            angle = pi + i * pi / 2 + (k / count * pi / 2 if count else 0)
            outline.append((x + sx * r + r * cos(angle), y + sy * r + r * sin(angle)))
    return outline


def ring(x, y, rx, ry=None, count=28, start=0.0, sweep=2 * pi):
    ry = rx if ry is None else ry
    return [
        (x + rx * cos(start + sweep * k / count), y + ry * sin(start + sweep * k / count))
        for k in range(count)
    ]
