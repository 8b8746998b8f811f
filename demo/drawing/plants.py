"""House plants: a pot from the lathe and leaves drawn facing the viewer."""

from math import cos, pi, sin

from .color import dim, lift, rgb, vary
from .solids import paint_turned

TERRACOTTA = rgb("c8764f")


def potted(stage, place, kind, height, pot=None, shadow=True):
    """Height is the whole plant's, pot included."""
    rng, (x, y, z) = stage.rng, place.at(0, 0, 0)
    r = min(0.19, max(0.05, height * POTS[kind]))
    tall = r * 1.7
    pot = pot or rng.choice(
        (TERRACOTTA, rgb("f1ebe0"), stage.home.wall2, stage.home.metal, stage.home.accent)
    )
    reach = height * 0.4

    def paint():
        rings = [
            (r * 0.72, y),
            (r, y + tall * 0.86),
            (r * 1.06, y + tall * 0.86),
            (r * 1.06, y + tall),
        ]
        paint_turned(stage, (x, z), rings, pot, rgb("5a4038"))
        (px, py), *_ = stage.camera.project([(x, y + tall * 0.97, z)])
        unit = stage.camera.scale((x, y, z))
        LEAVES[kind](stage, px, py, (height - tall) * unit, unit)

    stage.add((x - r, y, z - r), (x + r, y + height, z + r), paint, False)
    if shadow:
        stage.casts.append(((x - r, y, z - r), (x + r, y + tall, z + r)))
        stage.casts.append(
            (
                (x - reach * 0.6, y + height * 0.5, z - r),
                (x + reach * 0.6, y + height * 0.95, z + r),
            )
        )


def leaf(stage, x, y, length, angle, width, color, droop=0.0):
    """From its stalk at (x, y), angle up from the right; two halves, one in the light."""
    spine = []
    for k in range(7):
        t = k / 6
        a = angle - droop * t if cos(angle) >= 0 else angle + droop * t
        spine.append((x + length * t * cos(a), y - length * t * sin(a), a))
    swell = [sin(pi * (k / 6) ** 0.8) * width / 2 for k in range(7)]
    up = [(px - w * sin(a), py - w * cos(a)) for (px, py, a), w in zip(spine, swell, strict=True)]
    low = [(px + w * sin(a), py + w * cos(a)) for (px, py, a), w in zip(spine, swell, strict=True)]
    mid = [(px, py) for px, py, _ in spine]
    stage.canvas.fill(up + mid[::-1], lift(color, 0.16, stage.light.warm))
    stage.canvas.fill(low + mid[::-1], dim(color, 0.16, stage.light.shade))


def _tone(stage, spread=0.16):
    return vary(stage.home.leaf, stage.rng, spread)


def _rubber(stage, x, y, h, unit):
    """A straight stem with broad leaves all the way up."""
    rng = stage.rng
    stage.canvas.line([(x, y), (x + h * 0.02, y - h * 0.9)], (110, 82, 62), max(2, h * 0.022))
    count = 15
    for k in range(count):
        t = 0.14 + 0.82 * k / count
        side = 1 if k % 2 else -1
        angle = pi / 2 - side * rng.uniform(0.6, 1.15) * (1.15 - 0.6 * t)
        size = h * rng.uniform(0.25, 0.32) * (1.1 - 0.35 * t)
        leaf(stage, x + h * 0.02 * t, y - h * 0.92 * t, size, angle, size * 0.5, _tone(stage), 0.35)


def _snake(stage, x, y, h, unit):
    rng = stage.rng
    for k in range(9):
        off = (k - 4) / 4
        order = abs(off)
        length = h * rng.uniform(0.8, 1.0) * (1 - 0.3 * order)
        angle = pi / 2 - off * 0.24 + rng.uniform(-0.04, 0.04)
        tone = _tone(stage)
        leaf(stage, x + off * h * 0.07, y, length, angle, h * 0.11, lift(tone, 0.3, rgb("e6d98a")))
        leaf(stage, x + off * h * 0.07, y, length * 0.96, angle, h * 0.075, tone)


def _palm(stage, x, y, h, unit):
    """Arching fronds, the outer ones first."""
    for k in (0, 8, 1, 7, 2, 6, 3, 5, 4):
        spread = (k - 4) / 4
        length, tone = h * stage.rng.uniform(0.9, 1.1), _tone(stage)
        points = []
        for s in range(15):
            t = s / 14
            a = pi / 2 - spread * (0.75 + 0.95 * t * t)
            points.append((x + length * t * cos(a), y - length * t * sin(a), a))
        stage.canvas.line([p[:2] for p in points], dim(tone, 0.2), max(2, h * 0.01))
        for s in range(4, 15):
            px, py, a = points[s]
            size = h * 0.24 * (1.2 - s / 16)
            for side in (0.6, -0.6):
                leaf(stage, px, py, size, a + side, size * 0.27, tone, 0.25)


def _monstera(stage, x, y, h, unit):
    rng = stage.rng
    for k in range(11):
        spread = (k - 5) / 5
        angle = pi / 2 - spread * 1.15 + rng.uniform(-0.1, 0.1)
        stem = h * rng.uniform(0.4, 0.72) * (1 - 0.25 * abs(spread))
        tx, ty = x + stem * cos(angle), y - stem * sin(angle)
        tone = _tone(stage)
        stage.canvas.line(
            [(x, y), (x + stem * 0.4 * cos(angle), y - stem * 0.55 * sin(angle)), (tx, ty)],
            dim(tone, 0.15),
            max(2, h * 0.012),
        )
        size = h * rng.uniform(0.3, 0.38)
        droop = angle - spread * 0.5
        leaf(
            stage,
            tx - size * 0.2 * cos(droop),
            ty + size * 0.2 * sin(droop),
            size,
            droop,
            size * 0.78,
            tone,
            0.5,
        )
        for side in (-0.22, 0.2):
            cx = tx + size * 0.35 * cos(droop + side)
            cy = ty - size * 0.35 * sin(droop + side)
            stage.canvas.dot(cx, cy, size * 0.03, dim(tone, 0.4), size * 0.02)


def _bush(stage, x, y, h, unit):
    """Small leaves on thin stems: an olive or a ficus."""
    rng = stage.rng
    top = y - h * 0.55
    stage.canvas.line(
        [(x, y), (x - h * 0.02, y - h * 0.3), (x + h * 0.01, top)], (122, 92, 70), max(2, h * 0.025)
    )
    for _k in range(80):
        angle, far = rng.uniform(0, 2 * pi), rng.random() ** 0.6 * h * 0.3
        lx, ly = x + far * cos(angle), top - h * 0.1 - far * 1.05 * sin(angle)
        tone = _tone(stage, 0.24)
        leaf(stage, lx, ly, h * 0.11, rng.uniform(0.1, pi - 0.1), h * 0.045, tone, 0.3)


def _trailing(stage, x, y, h, unit):
    rng = stage.rng
    for k in range(12):
        spread = (k - 5.5) / 5.5
        px, py = x + spread * h * 0.2, y
        for s in range(7):
            px += spread * h * 0.1 * (1 - s / 8)
            py += (-h * 0.22 if s < 2 else h * 0.13 * abs(spread)) * (1 - 0.3 * abs(spread))
            angle = rng.uniform(-0.4, 1.0) if spread > 0 else pi - rng.uniform(-0.4, 1.0)
            leaf(stage, px, py, h * 0.3, angle, h * 0.2, _tone(stage, 0.2), 0.4)


def _stems(stage, x, y, h, unit):
    """Dried grass in a vase."""
    rng = stage.rng
    for k in range(9):
        angle = pi / 2 - (k - 4) * 0.11 + rng.uniform(-0.04, 0.04)
        length = h * rng.uniform(0.65, 0.8)
        tx, ty = x + length * cos(angle), y - length * sin(angle)
        tone = vary(rgb("d9b98a"), rng, 0.12)
        stage.canvas.line([(x, y), (tx, ty)], dim(tone, 0.2), max(2, h * 0.008))
        leaf(
            stage,
            x + length * 0.72 * cos(angle),
            y - length * 0.72 * sin(angle),
            h * 0.36,
            angle,
            h * 0.09,
            tone,
            0.35,
        )


def _flowers(stage, x, y, h, unit):
    rng, home = stage.rng, stage.home
    for k in range(9):
        angle = pi / 2 - (k - 4) * 0.19 + rng.uniform(-0.08, 0.08)
        length = h * rng.uniform(0.6, 0.95)
        tx, ty = x + length * cos(angle), y - length * sin(angle)
        stage.canvas.line([(x, y), (tx, ty)], dim(home.leaf, 0.1), max(2, h * 0.014))
        leaf(
            stage,
            x + length * 0.4 * cos(angle),
            y - length * 0.4 * sin(angle),
            h * 0.28,
            angle + rng.choice((-0.7, 0.7)),
            h * 0.1,
            _tone(stage),
        )
        tone = rng.choice((home.accent, home.cloth, rgb("f3d9c4"), rgb("e8b04c")))
        for p in range(6):
            a = p * pi / 3
            stage.canvas.dot(
                tx + h * 0.055 * cos(a), ty + h * 0.05 * sin(a), h * 0.05, vary(tone, rng, 0.14)
            )
        stage.canvas.dot(tx, ty, h * 0.035, rgb("f4cf73"))


LEAVES = {
    "rubber": _rubber,
    "snake": _snake,
    "palm": _palm,
    "monstera": _monstera,
    "bush": _bush,
    "trailing": _trailing,
    "stems": _stems,
    "flowers": _flowers,
}
POTS = {
    "rubber": 0.13,
    "snake": 0.17,
    "palm": 0.12,
    "monstera": 0.15,
    "bush": 0.12,
    "trailing": 0.24,
    "stems": 0.11,
    "flowers": 0.14,
}
BIG = ("rubber", "snake", "palm", "monstera", "bush")
