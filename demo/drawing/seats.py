"""Things to sit on."""

from .color import dim, lift, mix
from .geometry import rounded
from .solids import box, cushion, slab, turned


def sofa(stage, place, width=2.1, seats=3, cloth=None, depth=0.9):
    home, half = stage.home, width / 2
    cloth = cloth or home.cloth
    arm = stage.rng.choice((0.16, 0.2, 0.24))
    high = stage.rng.choice((0.78, 0.84))
    for x in (-half + 0.06, half - 0.12):
        for z in (0.08, depth - 0.14):
            box(stage, place, (x, 0, z), (x + 0.06, 0.13, z + 0.06), home.wood2)
    back = rounded(-half + 0.03, 0.13, half - 0.03, high, (0, 0, 0.1, 0.1))
    slab(stage, place, back, "z", (0, 0.24), cloth)
    box(
        stage,
        place,
        (-half + 0.05, 0.13, 0.24),
        (half - 0.05, 0.28, depth - 0.03),
        dim(cloth, 0.08),
    )
    _seat_cushions(stage, place, half - arm, seats, cloth, depth)
    for x in (-half, half - arm):
        shape = rounded(x, 0.13, x + arm, 0.6, (0.02, 0.02, arm / 2, arm / 2))
        slab(stage, place, shape, "z", (0.02, depth), cloth, 0.2)
    _scatter(stage, place, half - arm)


def _seat_cushions(stage, place, half, seats, cloth, depth):
    step = 2 * half / seats
    for k in range(seats):
        x = -half + k * step
        back = rounded(x + 0.01, 0.42, x + step - 0.01, 0.8, 0.09)
        slab(stage, place, back, "z", (0.2, 0.38), lift(cloth, 0.05), 0.14, shadow=False)
        seat = rounded(0.26, 0.28, depth + 0.015, 0.45, (0.02, 0.05, 0.08, 0.02))
        tone = lift(cloth, 0.08)
        slab(stage, place, seat, "x", (x + 0.006, x + step - 0.006), tone, 0.16, shadow=False)


def _scatter(stage, place, half):
    home, rng = stage.home, stage.rng
    tones = [home.accent, home.cloth2, home.wall2, mix(home.accent, home.cloth2, 0.5)]
    rng.shuffle(tones)
    spots = [-half + 0.26, half - 0.28, half - 0.62][: rng.choice((2, 3, 3))]
    for x, tone in zip(spots, tones, strict=False):
        size = rng.uniform(0.38, 0.46)
        stripes = (-0.3, -0.1, 0.1, 0.3) if rng.random() < 0.3 else None
        cushion(stage, place, (x, 0.45, 0.4), (size, size * 0.9, 0.12), tone, 0.3, stripes)


def armchair(stage, place, cloth=None):
    home = stage.home
    cloth = cloth or home.accent
    for x in (-0.33, 0.28):
        for z in (0.06, 0.62):
            box(stage, place, (x, 0, z), (x + 0.05, 0.2, z + 0.05), home.wood)
    back = rounded(-0.36, 0.2, 0.36, 0.92, (0.04, 0.04, 0.3, 0.3), 8)
    slab(stage, place, back, "z", (0, 0.18), cloth)
    seat = rounded(0.14, 0.2, 0.74, 0.46, (0.04, 0.04, 0.09, 0.02))
    slab(stage, place, seat, "x", (-0.3, 0.3), lift(cloth, 0.07))
    for x in (-0.38, 0.26):
        arm = rounded(x, 0.2, x + 0.12, 0.62, (0.02, 0.02, 0.06, 0.06))
        slab(stage, place, arm, "z", (0.02, 0.68), cloth)
    tone = stage.rng.choice((home.cloth2, home.cloth))
    cushion(stage, place, (0, 0.46, 0.18), (0.42, 0.32, 0.1), tone, 0.3)


def chair(stage, place, color=None, seat=None):
    """A kitchen chair with a slatted back."""
    color = color or stage.home.wood
    for x in (-0.2, 0.17):
        box(stage, place, (x, 0, 0), (x + 0.03, 0.86, 0.03), color)
        box(stage, place, (x, 0, 0.38), (x + 0.03, 0.43, 0.41), color)
    slab(stage, place, rounded(-0.22, -0.01, 0.22, 0.43, 0.05), "y", (0.43, 0.47), seat or color)
    slats = (0.58, 0.7, 0.8) if stage.rng.random() < 0.5 else (0.76,)
    for y in slats:
        box(stage, place, (-0.19, y, 0), (0.19, y + 0.07, 0.025), lift(color, 0.06), shadow=False)


def stool(stage, place, height=0.65, color=None, seat=None):
    home = stage.home
    color = color or home.wood
    for x, z in ((-0.14, -0.14), (0.11, -0.14), (-0.14, 0.11), (0.11, 0.11)):
        box(stage, place, (x, 0, z), (x + 0.03, height, z + 0.03), color, shadow=False)
    box(stage, place, (-0.13, 0.22, -0.14), (0.13, 0.245, -0.12), color, shadow=False)
    box(stage, place, (-0.13, 0.22, 0.12), (0.13, 0.245, 0.14), color, shadow=False)
    turned(stage, place, [(0.18, height), (0.18, height + 0.04)], seat or color)


def desk_chair(stage, place, cloth=None):
    """On castors, its back to the viewer when it faces away."""
    cloth, dark = cloth or stage.home.accent, (70, 66, 78)
    box(stage, place, (-0.24, 0.03, 0.18), (0.24, 0.07, 0.24), dark)
    box(stage, place, (-0.03, 0.03, -0.03), (0.03, 0.07, 0.45), dark)
    turned(stage, place, [(0.03, 0.07), (0.03, 0.42)], dark, (0, 0.21), shadow=False)
    slab(stage, place, rounded(-0.24, -0.02, 0.24, 0.46, 0.12), "y", (0.42, 0.5), cloth)
    box(stage, place, (-0.03, 0.5, -0.05), (0.03, 0.62, -0.02), dark, shadow=False)
    back = rounded(-0.22, 0.58, 0.22, 0.98, 0.12)
    slab(stage, place, back, "z", (-0.06, 0.02), cloth)


def bench(stage, place, width=1.2, cushion_tone=None):
    home, half = stage.home, width / 2
    for x in (-half + 0.04, half - 0.09):
        for z in (0.02, 0.31):
            box(stage, place, (x, 0, z), (x + 0.05, 0.4, z + 0.05), home.wood)
    box(stage, place, (-half, 0.4, 0), (half, 0.44, 0.38), home.wood)
    if cushion_tone:
        shape = rounded(-half + 0.02, 0.44, half - 0.02, 0.51, 0.03)
        slab(stage, place, shape, "z", (0.02, 0.36), cushion_tone)
