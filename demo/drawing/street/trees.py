"""Street trees in their October colours, shrubs and fallen leaves."""

from math import cos, pi, sin

from ..color import dim, lift, mix, rgb, vary
from ..palette import AUTUMN

BARK = rgb("6d4f43")


def tree(stage, x, z, height, tone=None, lean=0.0, spread=0.3):
    """A trunk with a few limbs under a crown of dabs, bright on the sun's side."""
    rng = stage.rng
    tone = tone or rng.choice(AUTUMN)
    (bx, by), *_ = stage.camera.project([(x, 0, z)])
    unit = stage.camera.scale((x, 0, z))
    h, r = height * unit, height * spread * unit
    _trunk(stage, bx, by, h, lean, r)
    _crown(stage, bx + lean * h, by - h * 0.64, r, h * 0.36, tone)


def _trunk(stage, x, y, h, lean, r):
    bark = dim(BARK, 0.25 if stage.light.hour == "evening" else 0, stage.light.shade)
    w = h * 0.022
    fill = stage.canvas.fill
    top = (x + lean * h * 0.6, y - h * 0.6)
    fill(
        [
            (x - w * 1.5, y),
            (x + w * 1.5, y),
            (x + w, y - h * 0.1),
            (top[0] + w * 0.5, top[1]),
            (top[0] - w * 0.5, top[1]),
            (x - w, y - h * 0.1),
        ],
        bark,
    )
    side = -1 if stage.sun[0] < 0 else 1
    fill(
        [
            (x + side * w * 1.4, y),
            (x + side * w * 0.5, y),
            (top[0] + side * w * 0.1, top[1]),
            (top[0] + side * w * 0.5, top[1]),
        ],
        lift(bark, 0.2),
    )
    for dx, start, rise in (
        (-0.6, 0.3, 0.3),
        (0.55, 0.36, 0.28),
        (-0.3, 0.44, 0.3),
        (0.3, 0.48, 0.28),
    ):
        a = (x + lean * h * start, y - h * start)
        stage.canvas.line(
            [a, (a[0] + dx * r * 0.5, a[1] - h * rise * 0.6), (a[0] + dx * r, a[1] - h * rise)],
            bark,
            w * 0.7,
        )


def _crown(stage, cx, cy, rx, ry, tone):
    rng, light = stage.rng, stage.light
    side = -1 if stage.sun[0] < 0 else 1
    clumps = [
        (cx + rx * 0.62 * cos(a), cy + ry * 0.58 * sin(a))
        for a in (rng.uniform(0, 2 * pi) for _ in range(9))
    ]
    clumps += [(cx, cy), (cx - rx * 0.3, cy - ry * 0.3), (cx + rx * 0.3, cy - ry * 0.3)]
    clumps.sort(key=lambda c: -c[1])
    deep, high = dim(tone, 0.42, light.shade), lift(tone, 0.32, rgb("ffe7a6"))
    for px, py in clumps:
        size = rng.uniform(0.3, 0.44)
        hue = mix(tone, rng.choice(AUTUMN), rng.uniform(0, 0.3))
        for k in range(64):
            share = k / 64
            a, far = rng.uniform(0, 2 * pi), rng.random() ** 0.5
            dx, dy = far * cos(a), far * sin(a)
            sunny = min(1, max(0, 0.5 + 0.35 * (side * dx - dy) + 0.3 * (share - 0.5)))
            color = (
                mix(deep, hue, min(1, sunny * 2)) if sunny < 0.5 else mix(hue, high, sunny * 2 - 1)
            )
            r = rng.uniform(0.04, 0.085) * rx
            stage.canvas.dot(
                px + dx * rx * size, py + dy * ry * size * 1.1, r, vary(color, rng, 0.07), r * 0.75
            )


def dapple(stage, wall, u0, v0, u1, v1, count=16):
    """The shade of a tree that the viewer doesn't see, on a wall."""
    rng, shapes = stage.rng, []
    for _ in range(count):
        r = rng.uniform(0.3, 0.9)
        u, v = rng.uniform(u0 + r, u1 - r), rng.uniform(v0 + r, v1 - r)
        shapes.append(
            stage.camera.project(
                [
                    wall.at(u + r * cos(t), v + r * 0.8 * sin(t))
                    for t in (k * pi / 6 for k in range(12))
                ]
            )
        )
    stage.darken(shapes, 0.2, 12)


def shrub(stage, x, z, width, height, tone=None, flowers=None):
    rng = stage.rng
    tone = tone or stage.home.leaf
    (bx, by), *_ = stage.camera.project([(x, 0, z)])
    unit = stage.camera.scale((x, 0, z))
    w, h = width * unit / 2, height * unit
    side = -1 if stage.sun[0] < 0 else 1
    stage.canvas.dot(bx, by - h * 0.45, w, dim(tone, 0.35, stage.light.shade), h * 0.5)
    for k in range(70):
        a, far = rng.uniform(0, 2 * pi), rng.random() ** 0.5
        dx, dy = far * cos(a), far * sin(a)
        sunny = 0.5 + 0.3 * (side * dx - dy) + 0.2 * (k / 70 - 0.5)
        color = mix(dim(tone, 0.35, stage.light.shade), lift(tone, 0.35), min(1, max(0, sunny)))
        r = rng.uniform(0.1, 0.2) * h
        stage.canvas.dot(
            bx + dx * w, by - h * 0.5 + dy * h * 0.45, r, vary(color, rng, 0.06), r * 0.8
        )
    for _ in range(14 if flowers else 0):
        a, far = rng.uniform(0, 2 * pi), rng.random() ** 0.5
        stage.canvas.dot(
            bx + far * cos(a) * w,
            by - h * 0.55 + far * sin(a) * h * 0.4,
            h * 0.06,
            vary(flowers, rng, 0.1),
        )


def fallen_leaves(stage, x0, z0, x1, z1, count, tones=AUTUMN):
    rng = stage.rng
    for _ in range(count):
        x, z = rng.uniform(x0, x1), rng.uniform(z0, z1)
        (px, py), *_ = stage.camera.project([(x, 0, z)])
        r = stage.camera.scale((x, 0, z)) * rng.uniform(0.05, 0.1)
        stage.canvas.dot(px, py, r, vary(rng.choice(tones), rng, 0.15), r * 0.35)
