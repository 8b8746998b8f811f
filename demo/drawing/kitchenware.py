"""Built-in kitchen pieces and what hangs and stands there."""

from .color import dim, lift, mix, rgb, vary
from .geometry import rounded
from .solids import box, paint_turned, slab, turned
from .storage import drawer

STEEL = rgb("c9ccd0")


def counter(stage, place, width, units, cabinet, top, depth=0.62):
    """A run of base units along local x from 0; units name each part by share of the width."""
    box(stage, place, (0, 0, 0), (width, 0.1, depth - 0.06), dim(cabinet, 0.5), 0)
    box(stage, place, (0, 0.1, 0), (width, 0.88, depth - 0.02), cabinet)
    step = width / len(units)
    for k, kind in enumerate(units):
        UNITS[kind](stage, place, k * step, step, depth - 0.02, cabinet)
    box(stage, place, (-0.02, 0.88, 0), (width + 0.02, 0.92, depth + 0.02), top, 0.04)


def _doors(stage, place, x, w, depth, tone):
    for k in range(2):
        drawer(stage, place, x + k * w / 2, 0.12, w / 2, 0.74, depth, tone, "bar")


def _drawers(stage, place, x, w, depth, tone):
    for y, h in ((0.12, 0.29), (0.41, 0.25), (0.66, 0.2)):
        drawer(stage, place, x, y, w, h, depth, tone, "bar")


def _oven(stage, place, x, w, depth, tone):
    dark = rgb("4a4754")
    box(
        stage,
        place,
        (x + 0.02, 0.12, depth),
        (x + w - 0.02, 0.86, depth + 0.02),
        STEEL,
        0.05,
        shadow=False,
    )
    glass = (x + 0.07, 0.24, depth + 0.02), (x + w - 0.07, 0.62, depth + 0.024)
    box(stage, place, *glass, dark, 0.3, shadow=False)
    box(
        stage,
        place,
        (x + 0.06, 0.68, depth + 0.02),
        (x + w - 0.06, 0.7, depth + 0.06),
        lift(STEEL, 0.5),
        0,
        shadow=False,
    )
    for k in range(4):
        a = x + 0.08 + k * (w - 0.16) / 3
        box(
            stage,
            place,
            (a - 0.02, 0.77, depth + 0.02),
            (a + 0.02, 0.81, depth + 0.04),
            dark,
            0,
            shadow=False,
        )


def _open(stage, place, x, w, depth, tone):
    hole = (x + 0.03, 0.14, depth), (x + w - 0.03, 0.84, depth + 0.002)
    box(stage, place, *hole, dim(tone, 0.45), 0.2, shadow=False)
    box(
        stage,
        place,
        (x + 0.03, 0.48, depth),
        (x + w - 0.03, 0.5, depth + 0.01),
        tone,
        0,
        shadow=False,
    )


UNITS = {"doors": _doors, "drawers": _drawers, "oven": _oven, "open": _open}


def sink(stage, place):
    """A tap over a basin let into the counter at y = 0.92."""
    at, home = place.at, stage.home
    low, high = place.bounds((-0.25, 0.92, 0.1), (0.25, 1.24, 0.5))

    def paint():
        rim = [
            at(*p)
            for p in (
                (-0.26, 0.921, 0.12),
                (0.26, 0.921, 0.12),
                (0.26, 0.921, 0.52),
                (-0.26, 0.921, 0.52),
            )
        ]
        stage.face(rim, lift(STEEL, 0.4))
        hole = [
            at(*p)
            for p in (
                (-0.23, 0.922, 0.15),
                (0.23, 0.922, 0.15),
                (0.23, 0.922, 0.49),
                (-0.23, 0.922, 0.49),
            )
        ]
        stage.face(hole, dim(STEEL, 0.35))
        arc = [
            at(0, 0.92, 0.08),
            at(0, 1.16, 0.08),
            at(0, 1.22, 0.12),
            at(0, 1.23, 0.18),
            at(0, 1.2, 0.23),
            at(0, 1.14, 0.25),
        ]
        stage.stroke(arc, home.metal, 0.024)
        stage.stroke([at(0, 0.97, 0.08), at(0.07, 0.99, 0.08)], home.metal, 0.018)

    stage.add(low, high, paint, shadow=False)


def hob(stage, place):
    for x, z in ((-0.14, 0.18), (0.14, 0.18), (-0.14, 0.42), (0.14, 0.42)):
        turned(
            stage, place.moved(x, 0.92, z), [(0.09, 0), (0.09, 0.008)], rgb("3b3944"), shadow=False
        )
    tone = stage.rng.choice((stage.home.accent, stage.home.cloth, STEEL))
    pot = [(0.09, 0), (0.105, 0.03), (0.105, 0.12), (0.108, 0.125), (0.03, 0.15), (0.02, 0.17)]
    turned(stage, place.moved(-0.14, 0.93, 0.2), pot, tone, shadow=False)


def hood(stage, place, tone):
    slab(
        stage,
        place,
        [(-0.3, 1.6), (0.3, 1.6), (0.3, 1.66), (0.14, 1.95), (-0.14, 1.95), (-0.3, 1.66)],
        "z",
        (0, 0.42),
        tone,
    )
    box(stage, place, (-0.14, 1.95, 0.02), (0.14, 2.7, 0.3), tone, 0.05)


def fridge(stage, place, tone=None):
    tone = tone or stage.rng.choice((rgb("f3efe6"), stage.home.accent, stage.home.wall2, STEEL))
    shape = rounded(-0.33, 0.05, 0.33, 1.78, (0.02, 0.02, 0.09, 0.09))
    slab(stage, place, shape, "z", (0.02, 0.64), tone)
    box(stage, place, (-0.31, 0, 0.05), (0.31, 0.05, 0.6), rgb("55505c"), shadow=False)
    seam = (-0.33, 1.18, 0.64), (0.33, 1.19, 0.642)
    box(stage, place, *seam, dim(tone, 0.4), 0, shadow=False)
    for y0, y1 in ((0.85, 1.1), (1.26, 1.46)):
        box(stage, place, (-0.27, y0, 0.642), (-0.24, y1, 0.68), stage.home.metal, 0, shadow=False)
    papers = ((0.05, 0.72, 0.1, 0.13), (0.17, 0.6, 0.09, 0.09), (0.02, 0.55, 0.08, 0.1))
    for (x, y, w, h), tint in zip(
        papers, (stage.home.cloth2, stage.home.accent, stage.home.cloth), strict=True
    ):
        y += 0.2
        box(stage, place, (x, y, 0.642), (x + w, y + h, 0.645), lift(tint, 0.3), 0, shadow=False)


def wall_cupboard(stage, place, width, cabinet, y0=1.45, y1=2.2, depth=0.34):
    """Local x from 0."""
    box(stage, place, (0, y0, 0), (width, y1, depth), cabinet)
    count = max(1, round(width / 0.45))
    for k in range(count):
        drawer(
            stage,
            place,
            k * width / count,
            y0 + 0.01,
            width / count,
            y1 - y0 - 0.02,
            depth,
            cabinet,
        )


def crockery_shelf(stage, place, width, color):
    """An open board with bowls, jars and cups; local x from 0, at the place's height."""
    box(stage, place, (0, -0.035, 0), (width, 0, 0.24), color)
    rng, home, x = stage.rng, stage.home, 0.1
    tones = (home.accent, home.cloth, home.cloth2, home.wall2, rgb("faf5ea"), rgb("c8764f"))
    while x < width - 0.08:
        tone, spot = rng.choice(tones), place.moved(x, 0, 0.12)
        shape = rng.choice(CROCKERY)
        turned(stage, spot, shape, vary(tone, rng, 0.08), shadow=False)
        x += rng.uniform(0.15, 0.24)


CROCKERY = (
    [(0.035, 0), (0.075, 0.05), (0.08, 0.08)],
    [(0.045, 0), (0.05, 0.1)],
    [(0.05, 0), (0.055, 0.15), (0.045, 0.17), (0.048, 0.19)],
    [(0.04, 0), (0.06, 0.06), (0.02, 0.16), (0.025, 0.22)],
    [(0.08, 0), (0.08, 0.012), (0.08, 0.02), (0.085, 0.05)],
)


def tiled_wall(room, wall, u0, v0, u1, v1, tone, kind="subway"):
    """A splashback."""
    stage, rng = room.stage, room.stage.rng
    room.patch(wall, u0, v0, u1, v1, lift(room.stage.lit(tone, room.normal(wall)), 0.3))
    w, h = {"subway": (0.2, 0.085), "square": (0.12, 0.12), "stack": (0.075, 0.22)}[kind]
    row, v = 0, v0
    while v < v1 - 0.01:
        u = u0 - (w / 2 if kind == "subway" and row % 2 else 0)
        while u < u1:
            a, b = max(u, u0), min(u + w - 0.008, u1)
            if b > a:
                shade = vary(stage.lit(tone, room.normal(wall)), rng, 0.06)
                room.patch(wall, a, v, b, min(v + h - 0.008, v1), shade)
            u += w
        v, row = v + h, row + 1


def kettle(stage, place):
    tone = stage.rng.choice((stage.home.accent, STEEL, stage.home.cloth))
    x, y, z = place.at(0, 0, 0)
    rings = [(0.09, y), (0.1, y + 0.04), (0.08, y + 0.13), (0.03, y + 0.17), (0.012, y + 0.19)]

    def paint():
        stage.stroke(
            [
                (x - 0.08, y + 0.14, z),
                (x - 0.04, y + 0.26, z),
                (x + 0.04, y + 0.26, z),
                (x + 0.08, y + 0.14, z),
            ],
            rgb("5a463e"),
            0.02,
        )
        stage.stroke([(x + 0.06, y + 0.06, z), (x + 0.16, y + 0.15, z)], dim(tone, 0.15), 0.03)
        paint_turned(stage, (x, z), rings, tone)

    stage.add((x - 0.1, y, z - 0.1), (x + 0.16, y + 0.27, z + 0.1), paint, shadow=False)


def board(stage, place):
    """Chopping boards leaning on the wall."""
    for x, w, h, tone in (
        (0, 0.26, 0.36, stage.home.wood),
        (0.14, 0.2, 0.28, mix(stage.home.wood, rgb("f0d8b0"), 0.6)),
    ):
        shape = rounded(x - w / 2, 0, x + w / 2, h, 0.03)
        slab(stage, place, shape, "z", (0.03 + x * 0.3, 0.05 + x * 0.3), tone, shadow=False)
