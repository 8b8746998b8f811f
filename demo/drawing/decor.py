"""Rugs on the floor, pictures and mirrors on the wall."""

from math import cos, pi, sin

from .color import dim, lift, mix, rgb, vary
from .geometry import ring, rounded

PAPER = rgb("faf4e8")


def rug(stage, x0, z0, x1, z1, kind=None):
    kind = kind or stage.rng.choice(tuple(RUGS))
    home = stage.home
    tones = (home.cloth2, home.cloth, home.accent, home.wall2)
    RUGS[kind](stage, x0, z0, x1, z1, tones)


def _floor(stage, pairs, color):
    stage.canvas.fill(stage.camera.project([(x, 0, z) for x, z in pairs]), color)


def _under(stage, pairs):
    points = [(x + 0.02, 0, z - 0.03) for x, z in pairs]
    stage.veil(points, stage.light.shade, 0.35, 8)


def _rect(x0, z0, x1, z1, inset=0.0):
    return [
        (x0 + inset, z1 - inset),
        (x1 - inset, z1 - inset),
        (x1 - inset, z0 + inset),
        (x0 + inset, z0 + inset),
    ]


def _bordered(stage, x0, z0, x1, z1, tones):
    """An old carpet: borders, a field, diamonds."""
    ground, main, accent, extra = tones
    _under(stage, _rect(x0, z0, x1, z1))
    for inset, tone in (
        (0, main),
        (0.06, ground),
        (0.1, accent),
        (0.2, ground),
        (0.23, lift(main, 0.12)),
    ):
        _floor(stage, _rect(x0, z0, x1, z1, inset), tone)
    cx, cz, w, d = (x0 + x1) / 2, (z0 + z1) / 2, (x1 - x0) / 2 - 0.28, (z1 - z0) / 2 - 0.28
    for share, tone in (
        (1, dim(main, 0.12)),
        (0.8, ground),
        (0.68, accent),
        (0.4, extra),
        (0.2, ground),
    ):
        _floor(
            stage,
            [
                (cx - w * share, cz),
                (cx, cz + d * share),
                (cx + w * share, cz),
                (cx, cz - d * share),
            ],
            tone,
        )
    count = int((x1 - x0) / 0.12)
    for k in range(count):
        x = x0 + 0.15 + k * (x1 - x0 - 0.3) / max(1, count - 1)
        for z in (z0 + 0.15, z1 - 0.15):
            _floor(stage, [(x - 0.025, z), (x, z + 0.025), (x + 0.025, z), (x, z - 0.025)], ground)
    _fringe(stage, x0, z0, x1, z1, ground)


def _fringe(stage, x0, z0, x1, z1, tone):
    for k in range(int((z1 - z0) / 0.04)):
        z = z0 + 0.02 + k * 0.04
        for x, out in ((x0, -0.05), (x1, 0.05)):
            stage.stroke([(x, 0, z), (x + out, 0, z)], lift(tone, 0.2), 0.008)


def _striped(stage, x0, z0, x1, z1, tones):
    _under(stage, _rect(x0, z0, x1, z1))
    rng, x = stage.rng, x0
    while x < x1 - 0.01:
        w = rng.choice((0.05, 0.09, 0.16, 0.24))
        _floor(stage, _rect(x, z0, min(x + w, x1), z1), vary(rng.choice(tones), rng, 0.05))
        x += w
    _fringe(stage, x0, z0, x1, z1, tones[0])


def _oval(stage, x0, z0, x1, z1, tones):
    """Braided, ring by ring."""
    cx, cz, rx, rz = (x0 + x1) / 2, (z0 + z1) / 2, (x1 - x0) / 2, (z1 - z0) / 2
    _under(stage, ring(cx, cz, rx, rz, 40))
    count = 9
    for k in range(count):
        share = 1 - k / count
        tone = vary(tones[(k * 2 // 3) % 3], stage.rng, 0.05)
        _floor(stage, ring(cx, cz, rx * share, rz * share, 40), tone)


def _berber(stage, x0, z0, x1, z1, tones):
    """Pale wool with a lattice of thin lines."""
    ground = lift(tones[0], 0.45)
    _under(stage, _rect(x0, z0, x1, z1))
    _floor(stage, _rect(x0, z0, x1, z1), ground)
    line, step = dim(mix(tones[1], tones[3], 0.5), 0.1), 0.4
    columns, rows = max(2, round((x1 - x0) / step)), max(2, round((z1 - z0) / step))
    dx, dz = (x1 - x0) / columns, (z1 - z0) / rows
    for i in range(columns):
        for j in range(rows):
            a, b = x0 + i * dx, z0 + j * dz
            stage.stroke([(a, 0, b), (a + dx, 0, b + dz)], line, 0.02)
            stage.stroke([(a + dx, 0, b), (a, 0, b + dz)], line, 0.02)
    _fringe(stage, x0, z0, x1, z1, ground)


def _blocks(stage, x0, z0, x1, z1, tones):
    """Plain shapes cut like paper."""
    ground, main, accent, extra = tones
    _under(stage, _rect(x0, z0, x1, z1))
    _floor(stage, _rect(x0, z0, x1, z1), ground)
    w, d = x1 - x0, z1 - z0
    _floor(stage, _rect(x0, z0, x0 + w * 0.55, z0 + d * 0.5), main)
    _floor(stage, _rect(x0 + w * 0.55, z0 + d * 0.3, x1, z1), lift(extra, 0.2))
    half = [
        (x0 + w * 0.5 + w * 0.26 * cos(t * pi / 16), z0 + d * 0.5 + d * 0.34 * sin(t * pi / 16))
        for t in range(17)
    ]
    _floor(stage, half, accent)
    _floor(stage, ring(x0 + w * 0.24, z0 + d * 0.76, w * 0.1, d * 0.12), main)


RUGS = {
    "bordered": _bordered,
    "striped": _striped,
    "oval": _oval,
    "berber": _berber,
    "blocks": _blocks,
}


def picture(room, wall, u, v, w, h, frame=None):
    """A framed print with its middle at (u, v)."""
    stage = room.stage
    frame = frame or stage.rng.choice((stage.home.wood, stage.home.wood2, rgb("3a343f"), PAPER))
    at, normal = room.plane(wall), room.normal(wall)
    flat = lambda pts, off: stage.camera.project([at(u + a, v + b, off) for a, b in pts])  # noqa: E731
    outer = rounded(-w / 2, -h / 2, w / 2, h / 2, 0)
    shadow = [(a + 0.03, b - 0.04) for a, b in outer]
    stage.canvas.veil(flat(shadow, 0), stage.light.shade, 0.4, 9 * stage.canvas.unit)
    stage.canvas.fill(flat(outer, 0.02), stage.lit(frame, normal))
    inner = rounded(-w / 2 + 0.025, -h / 2 + 0.025, w / 2 - 0.025, h / 2 - 0.025, 0)
    stage.canvas.fill(flat(inner, 0.02), stage.lit(PAPER, normal))
    mat = min(w, h) * stage.rng.choice((0.06, 0.14))
    print_ = stage.rng.choice(PRINTS)
    print_(stage, lambda pts: flat(pts, 0.02), w / 2 - mat - 0.02, h / 2 - mat - 0.02)


def _tones(stage):
    home = stage.home
    tones = [home.accent, home.cloth, home.wall2, mix(home.cloth, PAPER, 0.5), home.leaf]
    stage.rng.shuffle(tones)
    return tones


def _hills(stage, flat, a, b):
    tones, rng = _tones(stage), stage.rng
    stage.canvas.fill(flat([(-a, b), (a, b), (a, -b), (-a, -b)]), lift(tones[3], 0.5))
    r = min(a, b) * 0.36
    stage.canvas.fill(flat(ring(a * rng.uniform(-0.4, 0.4), b * 0.35, r)), tones[0])
    for k in range(3):
        top = b * (0.1 - 0.4 * k)
        phase, wave = rng.uniform(0, 6), b * 0.16
        ridge = [(-a + 2 * a * t / 12, top + wave * sin(phase + t * 0.55)) for t in range(13)]
        stage.canvas.fill(flat([*ridge, (a, -b), (-a, -b)]), mix(tones[1], tones[2], k / 2))


def _cutouts(stage, flat, a, b):
    tones, rng = _tones(stage), stage.rng
    stage.canvas.fill(flat([(-a, b), (a, b), (a, -b), (-a, -b)]), lift(tones[0], 0.72))
    for tone in tones[1:4]:
        x, y = rng.uniform(-0.45, 0.45) * a, rng.uniform(-0.5, 0.5) * b
        r = min(a, b) * rng.uniform(0.3, 0.5)
        blob = [
            (x + r * (1 + 0.2 * sin(3 * t + x * 40)) * cos(t), y + r * sin(t))
            for t in (k * pi / 14 for k in range(28))
        ]
        stage.canvas.fill(flat(blob), tone)


def _stem(stage, flat, a, b):
    tones = _tones(stage)
    stage.canvas.fill(flat([(-a, b), (a, b), (a, -b), (-a, -b)]), lift(tones[1], 0.78))
    stage.canvas.fill(
        flat(
            [
                (-a * 0.03, b * 0.75),
                (a * 0.03, b * 0.75),
                (a * 0.03, -b * 0.8),
                (-a * 0.03, -b * 0.8),
            ]
        ),
        tones[0],
    )
    for k in range(6):
        y, side = b * (-0.55 + 0.24 * k), 1 if k % 2 else -1
        tip = (side * a * 0.62, y + b * 0.3)
        stage.canvas.fill(
            flat([(0, y), (side * a * 0.36, y + b * 0.03), tip, (side * a * 0.2, y + b * 0.26)]),
            tones[0 if k % 3 else 2],
        )


def _arches(stage, flat, a, b):
    tones = _tones(stage)
    stage.canvas.fill(flat([(-a, b), (a, b), (a, -b), (-a, -b)]), lift(tones[2], 0.7))
    for k in range(4):
        r = a * (0.82 - 0.2 * k)
        top = b * 0.62 - 0.2 * a * k
        arch = [(r * cos(t), top - r + r * sin(t)) for t in (j * pi / 14 for j in range(15))]
        stage.canvas.fill(
            flat([*arch, (-r, -b * 0.8), (r, -b * 0.8)]),
            tones[k] if k % 2 == 0 else lift(tones[k], 0.35),
        )


PRINTS = (_hills, _cutouts, _stem, _arches, _hills)


def gallery(room, wall, u0, u1, v=1.6):
    """One large print, a pair, a row, or a loose hang between u0 and u1."""
    rng, middle, span = room.stage.rng, (u0 + u1) / 2, u1 - u0
    kind = rng.choice(("one", "pair", "row", "loose"))
    if kind == "one" or span < 0.9:
        picture(room, wall, middle, v, min(span, 1.0) * 0.95, min(0.95, span * 0.8))
    elif kind == "pair":
        for u in (middle - 0.33, middle + 0.33):
            picture(room, wall, u, v, 0.54, 0.74, room.stage.home.wood)
    elif kind == "row":
        for k in range(3):
            picture(room, wall, middle + (k - 1) * 0.48, v, 0.4, 0.52, PAPER)
    else:
        for du, dv, w, h in (
            (-0.42, 0.03, 0.52, 0.7),
            (0.12, 0.22, 0.42, 0.34),
            (0.1, -0.2, 0.36, 0.44),
            (0.55, 0.04, 0.34, 0.46),
        ):
            picture(room, wall, middle + du, v + dv, w, h)


def mirror(room, wall, u, v, w, h, kind="round"):
    stage, at = room.stage, room.plane(wall)
    shape = {
        "round": ring(u, v, w / 2, w / 2, 40),
        "arch": rounded(u - w / 2, v - h / 2, u + w / 2, v + h / 2, (0.02, 0.02, w / 2, w / 2), 10),
        "pill": rounded(u - w / 2, v - h / 2, u + w / 2, v + h / 2, w / 2, 10),
        "square": rounded(u - w / 2, v - h / 2, u + w / 2, v + h / 2, 0.03),
    }[kind]
    middle = [
        (u + (a - u) * (1 - 0.05 / w), v + (b - v) * (1 - 0.05 / (h if kind != "round" else w)))
        for a, b in shape
    ]
    project = stage.camera.project
    stage.veil([at(a + 0.03, b - 0.04, 0) for a, b in shape], stage.light.shade, 0.4, 9)
    stage.canvas.fill(
        project([at(a, b, 0.03) for a, b in shape]), stage.lit(stage.home.metal, room.normal(wall))
    )
    sky = mix(lift(stage.home.wall, 0.4), (214, 226, 234), 0.45)
    glass = project([at(a, b, 0.03) for a, b in middle])
    stage.canvas.gradient(glass, (lift(sky, 0.5), sky, sky, dim(sky, 0.18)))
    _gleam(room, wall, middle, lift(sky, 0.75))


def _gleam(room, wall, shape, tone):
    from .geometry import hull

    us, vs = [p[0] for p in shape], [p[1] for p in shape]
    u0, u1, v0, v1 = min(us), max(us), min(vs), max(vs)
    at, stage = room.plane(wall), room.stage
    for start, width in ((0.12, 0.2), (0.38, 0.07)):
        band = [
            p
            for p in shape
            if start
            <= (p[0] - u0 + (p[1] - v0) * 0.35) / (u1 - u0 + (v1 - v0) * 0.35)
            <= start + width
        ]
        if len(band) > 3:
            stage.veil([at(a, b, 0.031) for a, b in hull(band)], tone, 0.4)
