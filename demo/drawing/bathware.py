"""Baths, basins and what belongs to them."""

import itertools

from .color import dim, lift, mix, rgb
from .geometry import ring, rounded
from .solids import box, slab, turned

PORCELAIN = rgb("fbf9f4")
WATER = rgb("a9d3d6")


def tub(stage, place, length=1.65, outer=None):
    """Freestanding, along local x; hollow, with water in it."""
    tone, half = outer or PORCELAIN, length / 2
    at = place.at
    low, high = place.bounds((-half, 0, 0), (half, 0.6, 0.76))
    levels = ((0.1, 0.8), (0.2, 0.9), (0.35, 0.96), (0.5, 1.0), (0.58, 1.02))

    def oval(y, share, fill=1.0):
        pairs = ring(0, 0.38, half * share * fill, 0.38 * share * fill, 40)
        return [at(x, y, z) for x, z in pairs]

    def paint():
        project = stage.camera.project
        from .geometry import hull

        for (y0, s0), (y1, s1) in itertools.pairwise(levels):
            outline = hull(project(oval(y0, s0) + oval(y1, s1)))
            left, right = lift(tone, 0.3), dim(tone, 0.22, stage.light.shade)
            pair = (left, right) if stage.sun[0] < 0 else (right, left)
            stage.canvas.gradient(outline, pair * 2)
        stage.canvas.fill(project(oval(0.58, 1.04)), lift(PORCELAIN, 0.8))
        stage.canvas.gradient(
            project(oval(0.57, 0.93)),
            (dim(PORCELAIN, 0.3, stage.light.shade), dim(PORCELAIN, 0.2), PORCELAIN, PORCELAIN),
        )
        stage.canvas.gradient(
            project(oval(0.46, 0.86)), (WATER, lift(WATER, 0.3), lift(WATER, 0.5), WATER)
        )

    for x in (-half * 0.62, half * 0.56):
        for z in (0.12, 0.6):
            box(stage, place, (x, 0, z), (x + 0.07, 0.14, z + 0.06), stage.home.metal, shadow=False)
    stage.add(low, high, paint)


def tub_tap(stage, place):
    at, metal = place.at, stage.home.metal
    low, high = place.bounds((-0.06, 0, 0), (0.06, 1.0, 0.3))

    def paint():
        stage.stroke(
            [
                at(0, 0, 0.04),
                at(0, 0.86, 0.04),
                at(0, 0.92, 0.08),
                at(0, 0.9, 0.2),
                at(0, 0.84, 0.24),
            ],
            metal,
            0.03,
        )

    stage.add(low, high, paint, shadow=False)


def vanity(stage, place, width=0.9, tone=None):
    """A cupboard with a bowl on it."""
    tone, half, top = tone or stage.home.wood, width / 2, mix(PORCELAIN, stage.home.cloth2, 0.2)
    for x in (-half + 0.03, half - 0.08):
        for z in (0.03, 0.4):
            box(stage, place, (x, 0, z), (x + 0.05, 0.2, z + 0.05), dim(tone, 0.2), shadow=False)
    box(stage, place, (-half, 0.2, 0), (half, 0.78, 0.48), tone)
    from .storage import drawer

    for k in range(2):
        drawer(stage, place, -half + k * half, 0.22, half, 0.54, 0.48, tone)
    box(stage, place, (-half - 0.02, 0.78, 0), (half + 0.02, 0.82, 0.5), top, 0.02)
    bowl = [(0.1, 0.82), (0.18, 0.88), (0.22, 0.95)]
    turned(
        stage, place.moved(0, 0, 0.27), bowl, PORCELAIN, shadow=False, mouth=dim(PORCELAIN, 0.16)
    )
    _tap(stage, place)


def _tap(stage, place):
    at, metal = place.at, stage.home.metal
    low, high = place.bounds((-0.05, 0.82, 0.0), (0.05, 1.12, 0.05))
    arc = [
        at(0, 0.82, 0.04),
        at(0, 1.06, 0.04),
        at(0, 1.11, 0.09),
        at(0, 1.1, 0.16),
        at(0, 1.05, 0.19),
    ]
    stage.add(low, high, lambda: stage.stroke(arc, metal, 0.025), shadow=False)


def pedestal_basin(stage, place):
    turned(
        stage,
        place.moved(0, 0, 0.22),
        [(0.13, 0), (0.08, 0.1), (0.08, 0.6), (0.12, 0.68)],
        PORCELAIN,
    )
    shape = rounded(-0.3, 0, 0.3, 0.46, (0.03, 0.03, 0.2, 0.2))
    slab(
        stage,
        place,
        [(x, z) for x, z in shape],
        "y",
        (0.68, 0.86),
        PORCELAIN,
        trim=lambda: _basin_hole(stage, place),
    )
    _tap(stage, place)


def _basin_hole(stage, place):
    hole = [place.at(x, 0.862, z) for x, z in ring(0, 0.25, 0.21, 0.14)]
    stage.face(hole, dim(PORCELAIN, 0.18, stage.light.shade))


def toilet(stage, place):
    tank = rounded(-0.2, 0.4, 0.2, 0.8, 0.04)
    slab(stage, place, tank, "z", (0.02, 0.2), PORCELAIN)
    box(stage, place, (-0.22, 0.8, 0), (0.22, 0.84, 0.22), PORCELAIN, 0)
    turned(stage, place.moved(0, 0, 0.42), [(0.14, 0), (0.11, 0.15), (0.19, 0.38)], PORCELAIN)
    seat = ring(0, 0.44, 0.2, 0.25, 24)
    slab(stage, place, seat, "y", (0.38, 0.43), lift(PORCELAIN, 0.3), shadow=False)


def towels(stage, place, width=0.55):
    """Two towels over a rail on the wall at the place's height."""
    at, home = place.at, stage.home
    low, high = place.bounds((-width / 2, -0.6, 0), (width / 2, 0.02, 0.1))

    def paint():
        stage.stroke(
            [at(-width / 2 - 0.05, 0, 0.06), at(width / 2 + 0.05, 0, 0.06)], home.metal, 0.022
        )
        for x, w, drop, tone in (
            (-width / 4, width * 0.42, 0.58, home.cloth),
            (width / 4, width * 0.4, 0.44, home.cloth2),
        ):
            quad = [
                at(x - w / 2, 0.01, 0.08),
                at(x + w / 2, 0.01, 0.08),
                at(x + w / 2, -drop, 0.08),
                at(x - w / 2, -drop, 0.08),
            ]
            flat = stage.camera.project(quad)
            stage.canvas.gradient(
                flat, (lift(tone, 0.15), tone, tone, dim(tone, 0.18, stage.light.shade))
            )
            for y in (drop - 0.08, drop - 0.12):
                stage.stroke(
                    [at(x - w / 2, -y, 0.081), at(x + w / 2, -y, 0.081)], lift(tone, 0.5), 0.014
                )

    stage.add(low, high, paint, shadow=False)


def shower_curtain(stage, place, width, color):
    """Hung from a rail, in folds; local x from 0."""
    at, folds = place.at, max(8, round(width * 11))
    low, high = place.bounds((0, 0.15, 0), (width, 2.1, 0.05))

    def paint():
        stage.stroke([at(-1.6, 2.08, 0), at(width, 2.08, 0)], stage.home.metal, 0.025)
        step = width / folds
        for k in range(folds):
            a, b = k * step, (k + 1) * step
            quad = [at(a, 2.06, 0), at(b, 2.06, 0), at(b + 0.01, 0.15, 0), at(a - 0.01, 0.15, 0)]
            pale, deep = lift(color, 0.3), dim(color, 0.16, stage.light.shade)
            stage.canvas.gradient(
                stage.camera.project(quad), ((color, deep) if k % 2 else (pale, color)) * 2
            )

    stage.add(low, high, paint)


def bottles(stage, place, count=3):
    home, rng = stage.home, stage.rng
    for k in range(count):
        h, r = rng.uniform(0.12, 0.22), rng.uniform(0.025, 0.035)
        tone = rng.choice((home.accent, home.cloth, rgb("b9803f"), home.wall2, PORCELAIN))
        profile = [(r, 0), (r, h * 0.65), (r * 0.4, h * 0.75), (r * 0.4, h)]
        turned(stage, place.moved(k * 0.09), profile, tone, shadow=False)


def bath_mat(stage, x0, z0, x1, z1):
    tone = stage.rng.choice((stage.home.cloth, stage.home.accent, stage.home.cloth2))
    stage.veil(
        [(x0, 0, z1), (x1, 0, z1), (x1, 0, z0 - 0.03), (x0, 0, z0 - 0.03)],
        stage.light.shade,
        0.3,
        6,
    )
    shape = rounded(x0, z0, x1, z1, 0.06)
    stage.face([(x, 0.0, z) for x, z in shape], lift(tone, 0.1))
    inner = rounded(x0 + 0.06, z0 + 0.06, x1 - 0.06, z1 - 0.06, 0.04)
    stage.face([(x, 0.0, z) for x, z in inner], tone)
