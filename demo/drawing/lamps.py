"""Lamps. In the evening they are lit and light the room around them."""

from math import cos, pi, sin

from .color import lift, mix, rgb
from .solids import circle, paint_turned, turned

SHADE = rgb("f6e6c6")
LIT = rgb("ffe9b4")


def _shade(stage, place, rings, tone=None):
    """A lampshade: luminous when on, plain cloth by day."""
    on = stage.light.hour == "evening"
    x, y, z = place.at(0, 0, 0)
    rings = [(r, y + h) for r, h in rings]
    wide = max(r for r, _ in rings)
    low, high = (x - wide, rings[0][1], z - wide), (x + wide, rings[-1][1], z + wide)
    color = LIT if on else (tone or mix(SHADE, stage.home.cloth2, 0.3))
    stage.add(low, high, lambda: paint_turned(stage, (x, z), rings, color, lift(color, 0.5)), False)
    if on:
        middle = (x, (low[1] + high[1]) / 2, z)
        stage.glow(middle, 2.4)
        stage.glow(middle, 0.7)


def table_lamp(stage, place, kind="ball"):
    home = stage.home
    foot = {
        "ball": [(0.05, 0), (0.1, 0.05), (0.12, 0.12), (0.08, 0.2), (0.02, 0.24), (0.015, 0.3)],
        "stick": [(0.08, 0), (0.08, 0.015), (0.012, 0.02), (0.012, 0.3)],
        "cone": [(0.11, 0), (0.04, 0.26), (0.015, 0.3)],
    }[kind]
    tone = (
        home.metal if kind == "stick" else stage.rng.choice((home.accent, home.cloth2, home.wall2))
    )
    turned(stage, place, foot, tone, shadow=False)
    _shade(stage, place, [(0.17, 0.28), (0.11, 0.5)])


def floor_lamp(stage, place, height=1.55):
    home = stage.home
    turned(stage, place, [(0.15, 0), (0.15, 0.02), (0.014, 0.025), (0.014, height)], home.metal)
    _shade(stage, place, [(0.24, height - 0.1), (0.15, height + 0.2)])


def tripod_lamp(stage, place, height=1.45):
    home, (x, y, z) = stage.home, place.at(0, 0, 0)

    def paint():
        for dx, dz in ((-0.24, 0.1), (0.24, 0.1), (0, -0.25)):
            stage.stroke(
                [(x + dx, y, z + dz), (x, height, z)], stage.lit(home.wood, (0, 0, -1)), 0.03
            )

    stage.add((x - 0.25, 0, z - 0.25), (x + 0.25, height - 0.1, z + 0.25), paint, shadow=False)
    for dx, dz in ((-0.24, 0.1), (0.24, 0.1), (0, -0.25)):
        stage.casts.append(
            ((x + dx - 0.02, 0, z + dz - 0.02), (x + dx + 0.02, 0.02, z + dz + 0.02))
        )
    _shade(stage, place, [(0.25, height - 0.05), (0.2, height + 0.25)])


def desk_lamp(stage, place):
    """A jointed arm over the desk."""
    home, (x, y, z) = stage.home, place.at(0, 0, 0)
    tone = home.accent
    turned(stage, place, [(0.08, 0), (0.08, 0.02)], tone, shadow=False)
    elbow, head = (x - 0.08, y + 0.26, z), (x + 0.14, y + 0.42, z)
    on = stage.light.hour == "evening"

    def paint():
        stage.stroke([(x, y + 0.02, z), elbow, head], home.metal, 0.014)
        paint_turned(stage, (head[0], z), [(0.085, head[1] - 0.09), (0.03, head[1] + 0.02)], tone)
        if on:
            stage.face(circle((head[0], head[1] - 0.09, z), 0.08), LIT)

    stage.add((x - 0.1, y + 0.02, z - 0.09), (x + 0.23, y + 0.45, z + 0.09), paint, False)
    if on:
        stage.glow((head[0], head[1] - 0.15, z), 1.2)


def _ball(radius, rings=9):
    turns = (pi * k / rings for k in range(rings + 1))
    return [(max(0.02, radius * sin(t)), radius * (1 - cos(t))) for t in turns]


def pendant(stage, x, z, drop, top=2.7, kind="dome", size=0.22, tone=None):
    home = stage.home
    shapes = {
        "dome": [(size * cos(k * pi / 16), size * 0.9 * sin(k * pi / 16)) for k in range(8)],
        "globe": _ball(size * 0.8),
        "paper": _ball(size * 1.25),
        "cone": [(size, 0), (0.03, size * 1.1)],
    }[kind]
    on = stage.light.hour == "evening"
    pale = kind in ("globe", "paper")
    color = (
        rgb("fbf4e4") if pale else tone or stage.rng.choice((home.accent, home.metal, home.cloth))
    )
    color = LIT if on and pale else color
    y = top - drop

    def paint():
        stage.stroke([(x, y, z), (x, top, z)], rgb("4a4450"), 0.012)
        paint_turned(stage, (x, z), [(r, y + h) for r, h in shapes], color)
        if on and not pale:
            stage.face(circle((x, y, z), size * 0.9), LIT)

    stage.add((x - size, y, z - size), (x + size, top, z + size), paint, shadow=False)
    if on:
        stage.glow((x, y, z), 1.7, 0.9)
