"""Small icon-like pictures that someone might choose instead of a photo of themselves."""

from math import cos, pi, sin

from PIL import Image, ImageChops

from .canvas import Canvas
from .chance import seeded
from .color import dim, lift, mix, rgb, vary
from .finish import grain
from .geometry import ring, rounded
from .palette import AUTUMN, STORIES

PAPER = rgb("fbf4e6")
INK = rgb("3b2f4a")


def portrait(seed: int, size: tuple[int, int]) -> Image.Image:
    rng = seeded(f"avatar {seed}")
    canvas = Canvas(size)
    sketch = Sketch(canvas, rng, [rgb(c) for c in rng.choice(STORIES).split()])
    sketch.ground()
    MOTIFS[seed % len(MOTIFS)](sketch)
    return ImageChops.overlay(canvas.finish(), grain(size))


class Sketch:
    """A square from -1 to 1, y up, with five colours to hand."""

    def __init__(self, canvas, rng, tones):
        self.canvas, self.rng = canvas, rng
        self.wall, self.deep, self.main, self.pale, self.accent = tones
        if sum(self.wall) < 330:
            self.wall, self.pale = lift(self.wall, 0.15), lift(self.pale, 0.2)

    def at(self, points):
        w, h = self.canvas.size
        return [(w / 2 * (1 + x), h / 2 * (1 - y)) for x, y in points]

    def fill(self, points, color, low=None):
        if low:
            self.canvas.gradient(self.at(points), (color, color, low, low))
        else:
            self.canvas.fill(self.at(points), color)

    def across(self, points, left, right):
        self.canvas.gradient(self.at(points), (left, right, left, right))

    def shade(self, points, power=0.3):
        blur = self.canvas.size[0] / 45
        self.canvas.relight(
            [self.at(points)], [], dim((255, 255, 255), power), 1, blur / self.canvas.unit
        )

    def line(self, points, color, width):
        self.canvas.line(self.at(points), color, width * self.canvas.size[0] / 2)

    def ground(self):
        square = [(-1.01, 1.01), (1.01, 1.01), (1.01, -1.01), (-1.01, -1.01)]
        self.fill(square, lift(self.wall, 0.2), mix(self.wall, self.deep, 0.3))

    def table(self, y=-0.45):
        board = [(-1, y), (1, y), (1, -1), (-1, -1)]
        self.fill(board, lift(self.deep, 0.12), dim(self.deep, 0.12))

    def halo(self, r=0.66, x=0.0, y=0.08):
        self.fill(ring(x, y, r, count=60), mix(self.pale, self.wall, 0.25), self.pale)


def plant(s):
    s.halo()
    s.table()
    tone = s.rng.choice((rgb("4f7f52"), rgb("3c6b56"), rgb("6d9150")))
    for k in range(9):
        a = pi / 2 + (k - 4) * 0.3
        _leaf(s, 0, -0.15, 0.78 - 0.06 * abs(k - 4), a, 0.19, vary(tone, s.rng, 0.2))
    s.shade(ring(0.08, -0.68, 0.45, 0.07), 0.35)
    pot = [(-0.27, -0.1), (0.27, -0.1), (0.2, -0.68), (-0.2, -0.68)]
    s.across(pot, lift(s.main, 0.2), dim(s.main, 0.25))
    rim = rounded(-0.31, -0.16, 0.31, -0.04, 0.03)
    s.across(rim, lift(s.main, 0.32), dim(s.main, 0.12))


def _leaf(s, x, y, length, angle, width, tone):
    swell = [(k / 10, sin(pi * (k / 10) ** 0.8) * width / 2) for k in range(11)]

    def ahead(t, w):
        along, across = (cos(angle), sin(angle)), (-sin(angle), cos(angle))
        return tuple(
            p + length * t * a + w * c for p, a, c in zip((x, y), along, across, strict=True)
        )

    spine = [ahead(t, 0) for t, _ in swell]
    s.fill([ahead(t, w) for t, w in swell] + spine[::-1], lift(tone, 0.18))
    s.fill([ahead(t, -w) for t, w in swell] + spine[::-1], dim(tone, 0.16))


def mug(s):
    s.halo()
    s.table(-0.4)
    s.shade(ring(0.1, -0.6, 0.55, 0.09), 0.35)
    s.line(ring(0.4, -0.16, 0.2, 0.22, 30, -pi / 2, pi), dim(s.accent, 0.15), 0.09)
    body = rounded(-0.4, -0.6, 0.4, 0.15, (0.16, 0.16, 0.02, 0.02))
    s.across(body, lift(s.accent, 0.22), dim(s.accent, 0.22))
    s.fill(ring(0, 0.15, 0.4, 0.1, 40), lift(s.accent, 0.4))
    s.fill(ring(0, 0.14, 0.35, 0.075, 40), rgb("6b3f2a"))
    for x, phase in ((-0.16, 0), (0.04, 2), (0.22, 4)):
        steam = [(x + 0.05 * sin(phase + t * 0.9), 0.3 + t * 0.055) for t in range(9)]
        s.line(steam, lift(s.pale, 0.5), 0.035)
    s.fill(rounded(-0.4, -0.32, 0.4, -0.18, 0), mix(s.accent, s.pale, 0.6))


def bicycle(s):
    s.halo(0.7, 0, 0.05)
    s.table(-0.55)
    for x in (-0.42, 0.42):
        wheel = ring(x, -0.25, 0.3, 0.3, 40)
        s.line([*wheel, *wheel[:2]], INK, 0.055)
        for k in range(8):
            a = k * pi / 8
            s.line(
                [
                    (x - 0.28 * cos(a), -0.25 - 0.28 * sin(a)),
                    (x + 0.28 * cos(a), -0.25 + 0.28 * sin(a)),
                ],
                mix(INK, s.pale, 0.55),
                0.01,
            )
    s.line(
        [(-0.42, -0.25), (-0.15, 0.22), (0.32, 0.26), (-0.02, -0.27), (-0.15, 0.22)], s.main, 0.06
    )
    s.line([(-0.42, -0.25), (-0.02, -0.27)], s.main, 0.05)
    s.line([(0.42, -0.25), (0.28, 0.42), (0.44, 0.5)], INK, 0.05)
    s.line([(-0.28, 0.38), (-0.04, 0.37)], INK, 0.08)
    s.line([(-0.15, 0.22), (-0.17, 0.36)], INK, 0.04)
    s.across(rounded(0.22, 0.12, 0.58, 0.36, 0.05), rgb("d9a866"), rgb("b07f48"))


def lake(s):
    sky = s.rng.choice(
        (
            (rgb("f2a06b"), rgb("ffe3ad")),
            (rgb("7d6bb0"), rgb("f6b79a")),
            (rgb("7fbbdc"), rgb("f7efd9")),
        )
    )
    square = lambda a, b: [(-1, a), (1, a), (1, b), (-1, b)]  # noqa: E731
    s.fill(square(1, -0.15), *sky)
    x = s.rng.uniform(-0.3, 0.3)
    sun = lift(s.rng.choice((rgb("f6c45c"), rgb("ee7f56"))), 0.1)
    s.fill(ring(x, 0.0, 0.3, count=50), lift(sun, 0.2), sun)
    water = mix(sky[0], rgb("3f7f9c"), 0.7)
    s.fill(square(-0.14, -1), lift(water, 0.3), dim(water, 0.2))
    for k in range(7):
        half, y = 0.28 - 0.02 * k, -0.2 - k * 0.1
        shift = s.rng.uniform(-0.06, 0.06)
        s.fill(
            rounded(x + shift - half, y - 0.02, x + shift + half, y + 0.012, 0.016), lift(sun, 0.35)
        )
    hull = [(0.28, -0.32), (0.72, -0.32), (0.64, -0.44), (0.36, -0.44)]
    s.fill([(0.49, 0.24), (0.49, -0.28), (0.75, -0.28)], PAPER)
    s.fill([(0.46, 0.16), (0.46, -0.28), (0.28, -0.28)], mix(PAPER, s.accent, 0.5))
    s.fill(hull, INK)


def leaf(s):
    s.halo(0.7, 0, 0)
    tone = s.rng.choice(AUTUMN)
    half = [
        (0, 0.66),
        (0.1, 0.42),
        (0.24, 0.48),
        (0.22, 0.26),
        (0.5, 0.36),
        (0.46, 0.2),
        (0.62, 0.1),
        (0.36, -0.1),
        (0.4, -0.22),
        (0.06, -0.2),
    ]
    s.shade(
        [(x + 0.05, y - 0.06) for x, y in half] + [(0.05 - x, y - 0.06) for x, y in half[::-1]], 0.3
    )
    s.line([(0, -0.18), (0.03, -0.45), (0.1, -0.66)], dim(tone, 0.35), 0.045)
    s.fill([*half, (0, -0.2)], dim(tone, 0.12))
    s.fill([(-x, y) for x, y in half] + [(0, -0.2)], lift(tone, 0.14))
    for tip in ((0, 0.5), (0.36, 0.24), (-0.36, 0.24), (0.26, -0.08), (-0.26, -0.08)):
        s.line([(0, -0.16), tip], dim(tone, 0.3), 0.014)


def moon(s):
    night = rgb("3b2f6b")
    s.fill([(-1, 1), (1, 1), (1, -1), (-1, -1)], dim(night, 0.3), mix(night, s.main, 0.5))
    for _ in range(26):
        s.fill(
            ring(s.rng.uniform(-1, 1), s.rng.uniform(-0.1, 1), s.rng.uniform(0.006, 0.02), count=8),
            PAPER,
        )
    s.fill(ring(0.1, 0.3, 0.38, count=50), rgb("fff0c4"), rgb("f3cf88"))
    for k, tone in enumerate((mix(night, s.main, 0.5), dim(s.main, 0.3), dim(s.deep, 0.4))):
        top, phase = -0.15 - 0.24 * k, s.rng.uniform(0, 6)
        ridge = [(-1 + t / 10, top + 0.12 * sin(phase + t * 0.42)) for t in range(21)]
        s.fill([*ridge, (1, -1), (-1, -1)], tone)


def window(s):
    s.shade(rounded(-0.5, -0.66, 0.62, 0.72, 0.02), 0.25)
    arch = rounded(-0.5, -0.6, 0.5, 0.78, (0, 0, 0.5, 0.5), 12)
    s.fill(arch, PAPER)
    glass = rounded(-0.42, -0.54, 0.42, 0.7, (0, 0, 0.42, 0.42), 12)
    s.fill(glass, rgb("8cc3e0"), rgb("f6ead0"))
    for x, r, tone in ((-0.22, 0.22, AUTUMN[0]), (0.2, 0.24, AUTUMN[1]), (0.0, 0.2, AUTUMN[3])):
        s.fill(ring(x * 0.9, -0.32, r * 0.85, count=30), lift(tone, 0.2), tone)
    s.fill([(-0.42, -0.42), (0.42, -0.42), (0.42, -0.54), (-0.42, -0.54)], rgb("8a9a52"))
    for line in ([(0, -0.54), (0, 0.7)], [(-0.42, 0.1), (0.42, 0.1)]):
        s.line(line, PAPER, 0.05)
    s.across(rounded(-0.62, -0.7, 0.62, -0.58, 0.02), lift(PAPER, 0.5), dim(PAPER, 0.12))
    s.across(
        [(0.18, -0.34), (0.42, -0.34), (0.38, -0.58), (0.22, -0.58)],
        lift(s.main, 0.2),
        dim(s.main, 0.2),
    )
    for k in range(5):
        _leaf(s, 0.3, -0.36, 0.34, pi / 2 + (k - 2) * 0.45, 0.1, rgb("4f7f52"))


def books(s):
    s.halo()
    s.table(-0.5)
    s.shade(ring(0.05, -0.66, 0.62, 0.07), 0.35)
    tones, y = [s.main, s.accent, s.deep, s.pale, mix(s.main, s.pale, 0.5)], -0.66
    for tone in s.rng.sample(tones, 4):
        w, x, h = s.rng.uniform(0.42, 0.54), s.rng.uniform(-0.05, 0.05), s.rng.uniform(0.13, 0.19)
        s.across(rounded(x - w, y, x + w, y + h, 0.02), lift(tone, 0.15), dim(tone, 0.2))
        s.fill(
            [
                (x - w + 0.08, y + h * 0.3),
                (x - w + 0.16, y + h * 0.3),
                (x - w + 0.16, y + h * 0.7),
                (x - w + 0.08, y + h * 0.7),
            ],
            lift(tone, 0.55),
        )
        y += h
    s.across(
        rounded(-0.17, y, 0.13, y + 0.26, (0.06, 0.06, 0, 0)),
        lift(s.accent, 0.3),
        dim(s.accent, 0.15),
    )
    s.fill(ring(-0.02, y + 0.26, 0.15, 0.035, 30), rgb("6b3f2a"))


def fruit(s):
    s.halo(0.68, 0, 0.04)
    s.table(-0.5)
    s.shade(ring(0.08, -0.52, 0.5, 0.08), 0.35)
    tone = s.rng.choice((rgb("e58a2e"), rgb("d3493a"), rgb("e9b93f"), rgb("9db04c")))
    s.across(ring(0, -0.1, 0.46, 0.44, 60), lift(tone, 0.22), dim(tone, 0.25))
    s.fill(ring(-0.18, 0.08, 0.1, 0.07, 24), lift(tone, 0.5))
    s.line([(0.0, 0.3), (0.03, 0.48)], rgb("6b4b38"), 0.045)
    _leaf(s, 0.03, 0.4, 0.42, 0.45, 0.2, rgb("5c8a52"))


def shapes(s):
    """Cut paper: a half round, a block and a dot."""
    tones = [s.main, s.accent, s.deep, s.pale]
    s.rng.shuffle(tones)
    x = s.rng.choice((-1, 1))
    s.shade(ring(0.04, -0.29, 0.64, 0.62, 40, 0, pi), 0.25)
    s.fill(
        [
            (-0.62, -0.25),
            *[(0.62 * cos(pi * k / 30), -0.25 + 0.62 * sin(pi * k / 30)) for k in range(31)],
        ],
        tones[0],
    )
    s.fill(ring(0, -0.25, 0.36, 0.36, 40, 0, pi * 40 / 39), tones[3])
    s.fill(rounded(-0.62, -0.7, 0.62, -0.25, 0.02), tones[1])
    s.fill(ring(x * 0.34, 0.52, 0.2, count=40), tones[2], lift(tones[2], 0.2))
    s.fill(ring(-x * 0.3, -0.48, 0.13, count=40), tones[3])


MOTIFS = (plant, mug, bicycle, lake, leaf, moon, window, books, fruit, shapes)
