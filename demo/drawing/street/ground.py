"""Lawn, pavement, steps, fences, and a bicycle."""

from math import cos, pi, sin

from ..color import dim, lift, mix, rgb, vary
from ..solids import paint_box
from .trees import fallen_leaves

GRASS = rgb("8a9a52")
PATH = rgb("d8cab8")
ASPHALT = rgb("8d8490")
IRON = rgb("36323d")


def flat(stage, x0, z0, x1, z1, color):
    stage.face([(x0, 0, z1), (x1, 0, z1), (x1, 0, z0), (x0, 0, z0)], color)


def street(stage, door_x, left=-30, right=30, path=1.5):
    """From the building at z = 0: lawn, pavement, parkway, kerb, road."""
    grass = vary(GRASS, stage.rng, 0.1)
    flat(stage, -300, -4.0, 300, 300, grass)
    _tufts(stage, grass, -12, -4.0, 12, -0.2)
    flat(stage, door_x - path / 2, -4.0, door_x + path / 2, -0.1, PATH)
    flat(stage, left, -6.2, right, -4.0, PATH)
    x = -14.0
    while x < 14:
        stage.stroke([(x, 0, -6.2), (x, 0, -4.0)], dim(PATH, 0.16), 0.03)
        x += 1.8
    flat(stage, left, -8.0, right, -6.2, dim(grass, 0.05))
    flat(stage, left, -8.3, right, -8.0, lift(PATH, 0.3))
    flat(stage, left, -30, right, -8.3, ASPHALT)
    fallen_leaves(stage, -10, -8.0, 10, -0.4, 150)
    fallen_leaves(stage, -7, -10.2, 7, -8.4, 40)


def _tufts(stage, grass, x0, z0, x1, z1):
    rng = stage.rng
    for _ in range(90):
        x, z = rng.uniform(x0, x1), rng.uniform(z0, z1)
        tone = vary(grass, rng, 0.12)
        stage.stroke([(x, 0, z), (x + rng.uniform(0.2, 0.7), 0, z)], tone, 0.03)


def steps(stage, x, width, rise, count, color, z=0.0):
    """From a landing of that height at z down toward the viewer; painted from the top."""
    high, deep = rise / count, 0.32
    for k in range(count):
        top = rise - k * high
        back = z - (0.9 if k == 0 else 0.9 + (k - 1) * deep)
        front = z - 0.9 - k * deep
        low = (x - width / 2, 0, front if k else z - 0.9)
        paint_box(stage, low, (x + width / 2, top, back if k else z), color, 0.1)
    for side in (-1, 1):
        edge = x + side * (width / 2 + 0.14)
        paint_box(
            stage, (edge - 0.14, 0, z - 0.9), (edge + 0.14, rise + 0.12, z), lift(color, 0.05)
        )
        paint_box(
            stage,
            (edge - 0.14, 0, z - 0.9 - count * deep),
            (edge + 0.14, rise * 0.45, z - 0.9),
            color,
        )


def fence(stage, x0, x1, z, height=0.95, gap=None):
    """Iron railings; gap is a (left, right) to leave open."""
    x = x0
    while x < x1:
        if not gap or not gap[0] < x < gap[1]:
            stage.stroke([(x, 0, z), (x, height, z)], IRON, 0.025)
        x += 0.17
    spans = [(x0, gap[0]), (gap[1], x1)] if gap else [(x0, x1)]
    for a, b in spans:
        for y in (0.15, height - 0.1):
            stage.stroke([(a, y, z), (b, y, z)], IRON, 0.03)


def bicycle(stage, x, z, tone=None, size=1.0):
    tone, stroke = tone or stage.home.accent, stage.stroke
    wheel = 0.33 * size
    at = lambda a, b: (x + a * size, b * size, z)  # noqa: E731
    stage.veil(
        [
            (x - 0.9, 0, z - 0.12),
            (x + 0.95, 0, z - 0.12),
            (x + 0.9, 0, z + 0.1),
            (x - 0.8, 0, z + 0.1),
        ],
        stage.light.shade,
        0.5,
        5,
    )
    for cx in (-0.52, 0.52):
        rim = [
            (x + cx * size + wheel * cos(k * pi / 14), wheel + wheel * sin(k * pi / 14), z)
            for k in range(29)
        ]
        stroke(rim, IRON, 0.045 * size)
        for k in range(6):
            a = k * pi / 6
            c, s = wheel * cos(a), wheel * sin(a)
            stroke(
                [(x + cx * size - c, wheel - s, z), (x + cx * size + c, wheel + s, z)],
                mix(IRON, (255, 255, 255), 0.5),
                0.01,
            )
    frame = ((-0.52, 0.33), (-0.18, 0.78), (0.4, 0.82), (-0.02, 0.3), (-0.18, 0.78))
    stroke([at(*p) for p in frame], tone, 0.045 * size)
    stroke([at(-0.52, 0.33), at(-0.02, 0.3)], tone, 0.04 * size)
    stroke([at(0.52, 0.33), at(0.37, 0.98), at(0.25, 1.02)], IRON, 0.04 * size)
    stroke([at(-0.3, 0.92), at(-0.06, 0.92)], IRON, 0.06 * size)
    stroke([at(-0.18, 0.78), at(-0.2, 0.9)], IRON, 0.03 * size)
