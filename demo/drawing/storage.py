"""Shelves, dressers and wardrobes."""

from .color import dim, lift, mix, vary
from .solids import box, paint_box, turned
from .tables import PAPER


def bookcase(stage, place, width=0.9, height=1.9, depth=0.3, color=None, shelves=5):
    """Open to local +z, filled with books and a few things between them."""
    with stage.group(sort=True):
        _bookcase(stage, place, width, height, depth, color, shelves)


def _bookcase(stage, place, width, height, depth, color, shelves):
    color, half = color or stage.home.wood, width / 2
    back = dim(color, 0.22, stage.light.shade)
    box(stage, place, (-half, 0, 0), (half, height, 0.02), back, 0, shadow=False)
    for x in (-half, half - 0.03):
        box(stage, place, (x, 0, 0.02), (x + 0.03, height, depth), color, shadow=False)
    gap = (height - 0.09) / shelves
    for k in range(shelves + 1):
        y = 0.06 + k * gap
        box(
            stage,
            place,
            (-half + 0.03, y, 0.02),
            (half - 0.03, y + 0.03, depth),
            color,
            shadow=False,
        )
        if k < shelves:
            shelf_load(stage, place, -half + 0.05, half - 0.05, y + 0.03, gap - 0.03, depth)
    stage.casts.append(place.bounds((-half, 0, 0), (half, height, depth)))


def shelf_load(stage, place, left, right, y, room, depth):
    """Books upright in runs, with gaps, a pot or a vase."""
    rng, home, x = stage.rng, stage.home, left
    tones = [
        home.accent,
        home.cloth,
        home.wall2,
        home.cloth2,
        PAPER,
        mix(home.accent, PAPER, 0.5),
        home.wood2,
    ]
    while x < right - 0.03:
        kind = rng.random()
        if kind < 0.16 and right - x > 0.2:
            _ornament(stage, place, x + 0.09, y, min(room, 0.3), depth, rng.choice(tones))
            x += 0.2
        elif kind < 0.22:
            x += 0.1
        else:
            x = _run(stage, place, x, right, y, room, depth, tones)


def _run(stage, place, x, right, y, room, depth, tones):
    rng = stage.rng
    base = min(rng.uniform(0.17, 0.27), room * 0.92)
    for _ in range(rng.randint(3, 8)):
        thick = rng.uniform(0.02, 0.05)
        if x + thick > right:
            return right
        tall = min(base * rng.uniform(0.85, 1.08), room * 0.95)
        low, high = (x, y, 0.05), (x + thick - 0.002, y + tall, depth - rng.uniform(0.03, 0.09))
        box(stage, place, low, high, vary(rng.choice(tones), rng, 0.12), 0.1, shadow=False)
        x += thick
    return x


def _ornament(stage, place, x, y, room, depth, tone):
    spot = place.moved(x, y, depth / 2)
    h = room * stage.rng.uniform(0.5, 0.85)
    if stage.rng.random() < 0.5:
        turned(
            stage,
            spot,
            [(0.035, 0), (0.07, h * 0.35), (0.03, h * 0.75), (0.04, h)],
            tone,
            shadow=False,
        )
    else:
        from .plants import potted

        potted(stage, spot, "trailing", 0.22, pot=tone, shadow=False)


def dresser(stage, place, width=1.1, height=0.82, depth=0.45, color=None, rows=3, columns=2):
    color, half = color or stage.home.wood, width / 2
    for x in (-half + 0.03, half - 0.08):
        for z in (0.03, depth - 0.08):
            box(stage, place, (x, 0, z), (x + 0.05, 0.12, z + 0.05), dim(color, 0.2), shadow=False)
    box(stage, place, (-half, 0.12, 0), (half, height, depth), color)
    w, h = (width - 0.04) / columns, (height - 0.16) / rows
    for i in range(columns):
        for j in range(rows):
            x, y = -half + 0.02 + i * w, 0.14 + j * h
            drawer(stage, place, x, y, w, h, depth, color)


def drawer(stage, place, x, y, w, h, depth, color, pull="knob"):
    low, high = (x + 0.01, y + 0.01, depth), (x + w - 0.01, y + h - 0.01, depth + 0.012)
    a, b = place.bounds(low, high)
    half = 0.02 if pull == "knob" else min(0.08, w / 4)
    c, d = place.bounds(
        (x + w / 2 - half, y + h / 2 - 0.01, depth + 0.012),
        (x + w / 2 + half, y + h / 2 + 0.01, depth + 0.035),
    )

    def paint():
        paint_box(stage, a, b, lift(color, 0.1), 0.06)
        paint_box(stage, c, d, stage.home.metal, 0)

    stage.add(a, b, paint, shadow=False)


def wardrobe(stage, place, width=1.1, height=2.05, depth=0.58, color=None):
    color, half = color or stage.home.wood, width / 2
    box(stage, place, (-half, 0.08, 0), (half, height, depth), color)
    box(stage, place, (-half + 0.03, 0, 0.03), (half - 0.03, 0.08, depth - 0.04), dim(color, 0.3))
    for x in (-half + 0.02, 0.005):
        low, high = (x, 0.12, depth), (x + half - 0.025, height - 0.04, depth + 0.014)
        box(stage, place, low, high, lift(color, 0.09), 0.08, shadow=False)
        panel = (x + 0.07, 0.24, depth + 0.014), (x + half - 0.095, height - 0.16, depth + 0.018)
        box(stage, place, *panel, color, 0.05, shadow=False)
    for x in (-0.05, 0.03):
        box(
            stage,
            place,
            (x, 0.95, depth + 0.014),
            (x + 0.02, 1.1, depth + 0.04),
            stage.home.metal,
            shadow=False,
        )


def wall_shelf(stage, place, width=0.9, color=None):
    """A board at the place's own height with a load of small things."""
    color = color or stage.home.wood
    box(stage, place, (-width / 2, -0.03, 0), (width / 2, 0, 0.2), color)
    shelf_load(stage, place, -width / 2 + 0.03, width / 2 - 0.03, 0, 0.26, 0.2)


def basket(stage, place, radius=0.2, height=0.32):
    rope = mix((214, 176, 122), stage.home.wood, 0.25)
    rings = [(radius * 0.85, 0), (radius, height * 0.5), (radius * 0.92, height)]
    turned(stage, place, rings, rope, mouth=dim(rope, 0.45))
