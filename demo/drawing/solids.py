"""The shapes furniture is made of: boxes, rounded slabs, turned pieces, cushions."""

import itertools
from math import cos, hypot, pi, sin

from .color import dim, lift
from .geometry import hull, rounded


def box(stage, place, low, high, color, fade=0.12, shadow=True):
    """A plain block between two local corners."""
    a, b = place.bounds(low, high)
    stage.add(a, b, lambda: paint_box(stage, a, b, color, fade), shadow)


def paint_box(stage, a, b, color, fade=0.12):
    eye = stage.camera.eye
    x0, y0, z0 = a
    x1, y1, z1 = b
    if eye[1] > y1:
        stage.face([(x0, y1, z1), (x1, y1, z1), (x1, y1, z0), (x0, y1, z0)], color, (0, 1, 0))
    if eye[1] < y0:
        stage.face([(x0, y0, z1), (x1, y0, z1), (x1, y0, z0), (x0, y0, z0)], color, (0, -1, 0))
    for x, sign in ((x0, -1), (x1, 1)):
        if (eye[0] - x) * sign > 0:
            side = [(x, y1, z0), (x, y1, z1), (x, y0, z1), (x, y0, z0)]
            stage.face(side, color, (sign, 0, 0), fade)
    if eye[2] < z0:
        front = [(x0, y1, z0), (x1, y1, z0), (x1, y0, z0), (x0, y0, z0)]
        stage.face(front, color, (0, 0, -1), fade)


def slab(stage, place, outline, axis, span, color, fade=0.14, shadow=True, trim=None):
    """A convex outline pushed along a local axis ("x", "y" or "z") from span[0] to span[1].

    The outline's pairs are (z, y) for "x", (x, z) for "y" and (x, y) for "z".
    """
    caps = [[_lay(place, axis, p, depth) for p in outline] for depth in span]
    points = caps[0] + caps[1]
    low = tuple(min(p[i] for p in points) for i in range(3))
    high = tuple(max(p[i] for p in points) for i in range(3))

    def paint():
        _paint_slab(stage, caps, color, fade)
        if trim:
            trim()

    stage.add(low, high, paint, shadow)


def _lay(place, axis, pair, depth):
    a, b = pair
    return place.at(*{"x": (depth, b, a), "y": (a, depth, b), "z": (a, b, depth)}[axis])


def _paint_slab(stage, caps, color, fade):
    eye = stage.camera.eye
    middle = _mean(caps[0] + caps[1])
    first, second = caps
    for i in range(len(first)):
        quad = [first[i - 1], first[i], second[i], second[i - 1]]
        normal = _outward(quad, middle)
        if normal and _sees(eye, quad[0], normal):
            stage.face(quad, color, normal)
    for cap, other in ((first, second), (second, first)):
        away = tuple(p - q for p, q in zip(_mean(cap), _mean(other), strict=True))
        normal = _unit(away)
        if _sees(eye, cap[0], normal):
            stage.face(cap, color, normal, 0 if normal[1] > 0.5 else fade)


def _mean(points):
    return tuple(sum(p[i] for p in points) / len(points) for i in range(3))


def _unit(v):
    size = hypot(*v) or 1
    return tuple(c / size for c in v)


def _outward(quad, middle):
    a, b, _, d = quad
    u, v = (tuple(q - p for p, q in zip(a, other, strict=True)) for other in (b, d))
    n = (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])
    if hypot(*n) < 1e-9:
        return None
    n = _unit(n)
    outward = sum(c * (p - m) for c, p, m in zip(n, a, middle, strict=True)) > 0
    return n if outward else tuple(-c for c in n)


def _sees(eye, point, normal):
    return sum(n * (e - p) for n, e, p in zip(normal, eye, point, strict=True)) > 0


def circle(at, radius, count=26):
    x, y, z = at
    steps = (2 * pi * k / count for k in range(count))
    return [(x + radius * cos(t), y, z + radius * sin(t)) for t in steps]


def turned(stage, place, profile, color, at=(0, 0), shadow=True, mouth=None):
    """A piece from the lathe: profile is (radius, height) from the foot up."""
    x, _, z = place.at(at[0], 0, at[1])
    rings = [(radius, place.y + height) for radius, height in profile]
    widest = max(r for r, _ in rings)
    low, high = (x - widest, rings[0][1], z - widest), (x + widest, rings[-1][1], z + widest)
    paint = lambda: paint_turned(stage, (x, z), rings, color, mouth)  # noqa: E731
    stage.add(low, high, paint, shadow)


def paint_turned(stage, axis, rings, color, mouth=None):
    x, z = axis
    bright, dark = lift(color, 0.16, stage.light.warm), dim(color, 0.3, stage.light.shade)
    corners = (bright, dark) if stage.sun[0] < 0 else (dark, bright)
    for (r0, y0), (r1, y1) in itertools.pairwise(rings):
        lower, upper = circle((x, y0, z), r0), circle((x, y1, z), r1)
        outline = hull(stage.camera.project(lower + upper))
        stage.canvas.gradient(outline, corners * 2)
    radius, y = rings[-1]
    if stage.camera.eye[1] > y and radius > 0.01:
        top = stage.camera.project(circle((x, y, z), radius))
        stage.canvas.fill(top, mouth or stage.lit(color, (0, 1, 0)))


def cushion(stage, place, center, size, color, lean=0.35, stripes=None):
    """A pillow standing on its edge against something behind it."""
    x, y, z = center
    w, h, thick = size
    low, high = place.bounds((x - w / 2, y, z), (x + w / 2, y + h, z + thick + lean * h))
    paint = lambda: _paint_cushion(stage, place, center, size, color, lean, stripes)  # noqa: E731
    stage.add(low, high, paint, shadow=False)


def _paint_cushion(stage, place, center, size, color, lean, stripes):
    x, y, z = center
    w, h, thick = size
    plump = _plump(w, h)
    lay = lambda a, b, out: place.at(x + a, y + b, z + out + lean * (h - b))  # noqa: E731
    project = stage.camera.project
    back = project([lay(a, b, 0) for a, b in plump])
    front = project([lay(a * 0.93, h / 2 + (b - h / 2) * 0.93, thick) for a, b in plump])
    whole = hull(back + front)
    edge, pale = dim(color, 0.2, stage.light.shade), lift(color, 0.14, stage.light.warm)
    stage.canvas.veil(whole, stage.light.shade, 0.3, 9 * stage.canvas.unit)
    stage.canvas.fill(whole, edge)
    left = stage.sun[0] < 0
    low = dim(color, 0.16, stage.light.shade)
    corners = (pale, color, color, low) if left else (color, pale, low, color)
    stage.canvas.gradient(front, corners)
    for t in stripes or ():
        line = [lay(w * t, h * k, thick) for k in (0.05, 0.35, 0.65, 0.95)]
        stage.stroke(line, dim(color, 0.3) if sum(color) > 420 else lift(color, 0.5), 0.012)


def _plump(w, h):
    """A square with full sides and ears at the corners."""
    points = []
    for a, b in rounded(-1, -1, 1, 1, 0.5, 6):
        bow = 1 - 0.05 * (1 - max(abs(a), abs(b)) ** 2)
        points.append((a * bow * w / 2, (b * bow + 1) * h / 2))
    return points
