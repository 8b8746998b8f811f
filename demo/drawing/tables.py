"""Tables and the small things that stand on them."""

from .color import dim, lift, rgb
from .geometry import rounded
from .solids import box, slab, turned

PAPER = rgb("faf5ea")
SCREENS = tuple(map(rgb, ["7aa6c2", "8d6bb0", "e0a070", "6f9f8a"]))


def table(stage, place, width, depth, height, color=None, leg=0.05, top=0.04):
    """Four legs and a top; local z from 0 at the back."""
    color, half = color or stage.home.wood, width / 2
    for x in (-half + 0.03, half - 0.03 - leg):
        for z in (0.03, depth - 0.03 - leg):
            box(stage, place, (x, 0, z), (x + leg, height - top, z + leg), dim(color, 0.06), 0.2)
    box(stage, place, (-half, height - top, 0), (half, height, depth), color, 0.05)


def round_table(stage, place, radius, height, color=None, foot="pedestal"):
    color = color or stage.home.wood
    if foot == "pedestal":
        turned(stage, place, [(radius * 0.55, 0), (radius * 0.5, 0.03)], color)
        turned(stage, place, [(0.05, 0.03), (0.035, height - 0.04)], color, shadow=False)
    else:
        for x, z in ((-0.7, 0.35), (0.7, 0.35), (0, -0.7)):
            turned(
                stage, place, [(0.018, 0), (0.022, height - 0.03)], color, (x * radius, z * radius)
            )
    turned(stage, place, [(radius, height - 0.035), (radius, height)], color)


def drawer_desk(stage, place, width=1.25, depth=0.6, color=None):
    color = color or stage.home.wood
    table(stage, place, width, depth, 0.74, color)
    half = width / 2
    box(stage, place, (half - 0.42, 0.22, 0.04), (half - 0.05, 0.7, depth - 0.02), dim(color, 0.05))
    for k in range(3):
        y = 0.25 + k * 0.15
        front = (half - 0.4, y, depth - 0.02), (half - 0.07, y + 0.13, depth - 0.005)
        box(stage, place, *front, lift(color, 0.1), 0.05, shadow=False)
        knob = (half - 0.25, y + 0.055, depth - 0.005), (half - 0.22, y + 0.075, depth + 0.015)
        box(stage, place, *knob, stage.home.metal, shadow=False)


def bedside(stage, place, color=None, kind="drawers"):
    """Half a metre high; what stands on it goes at y = 0.52."""
    color = color or stage.home.wood
    if kind == "round":
        round_table(stage, place.moved(z=0.22), 0.23, 0.52, color)
    elif kind == "stool":
        turned(stage, place.moved(z=0.22), [(0.17, 0), (0.12, 0.25), (0.2, 0.52)], color)
    else:
        _nightstand(stage, place, color)


def _nightstand(stage, place, color):
    for x in (-0.2, 0.16):
        for z in (0.02, 0.34):
            box(stage, place, (x, 0, z), (x + 0.04, 0.16, z + 0.04), dim(color, 0.15), shadow=False)
    box(stage, place, (-0.22, 0.16, 0), (0.22, 0.52, 0.4), color)
    for y in (0.19, 0.35):
        box(stage, place, (-0.2, y, 0.4), (0.2, y + 0.14, 0.412), lift(color, 0.1), shadow=False)
        knob = (-0.02, y + 0.06, 0.412), (0.02, y + 0.08, 0.43)
        box(stage, place, *knob, stage.home.metal, shadow=False)


def laptop(stage, place):
    """Standing at the place's own height, its screen to local +z."""
    grey, rng = (196, 196, 202), stage.rng
    box(stage, place, (-0.17, 0, 0), (0.17, 0.014, 0.24), grey, 0, shadow=False)
    screen = rng.choice(SCREENS)
    shape = rounded(-0.17, 0.015, 0.17, 0.24, (0, 0, 0.015, 0.015), 3)
    glow = lambda: _screen(stage, place, screen)  # noqa: E731
    slab(stage, place, shape, "z", (-0.02, 0), grey, 0, shadow=False, trim=glow)


def _screen(stage, place, tone):
    if stage.camera.eye[2] > place.at(0, 0, 0)[2] and place.facing == "viewer":
        return
    at = lambda x, y: place.at(x, y, 0.001)  # noqa: E731
    pale = lift(tone, 0.45)
    flat = stage.camera.project(
        [at(-0.155, 0.225), at(0.155, 0.225), at(0.155, 0.03), at(-0.155, 0.03)]
    )
    if _faces(stage, place):
        stage.canvas.gradient(flat, (pale, tone, tone, dim(tone, 0.2)))
        for k, width in enumerate((0.16, 0.22, 0.12)):
            y = 0.18 - k * 0.045
            stage.stroke([at(-0.12, y), at(-0.12 + width, y)], lift(tone, 0.75), 0.014)


def _faces(stage, place) -> bool:
    a, b = place.at(0, 0, 0), place.at(0, 0, 1)
    return sum((e - p) * (q - p) for e, p, q in zip(stage.camera.eye, a, b, strict=True)) > 0


def books(stage, place, count=3):
    """A lying pile; returns its height."""
    rng, home, y = stage.rng, stage.home, 0.0
    tones = [home.accent, home.cloth, home.wall2, home.cloth2, PAPER]
    for _ in range(count):
        w, d, h = rng.uniform(0.2, 0.27), rng.uniform(0.15, 0.19), rng.uniform(0.025, 0.045)
        low, high = (-w / 2, y, -d / 2), (w / 2, y + h, d / 2)
        box(stage, place, low, high, rng.choice(tones), 0.05, shadow=False)
        y += h
    return y


def mug(stage, place, color=None):
    color = color or stage.rng.choice((stage.home.accent, stage.home.cloth2, PAPER))
    turned(stage, place, [(0.036, 0), (0.04, 0.09)], color, shadow=False, mouth=(92, 58, 44))


def bowl(stage, place, color=None, fruit=True):
    home = stage.home
    turned(
        stage, place, [(0.06, 0), (0.11, 0.04), (0.14, 0.09)], color or home.cloth2, shadow=False
    )
    if fruit:
        for k, tone in enumerate(("e08a34", "d9512f", "e8b53c", "9db04c")):
            x, z = ((-0.06, 0), (0.05, 0.03), (0.0, -0.05), (0.02, 0.07))[k]
            ball = [(0.015, 0.06), (0.042, 0.08), (0.045, 0.1), (0.03, 0.128), (0.008, 0.138)]
            turned(stage, place, ball, rgb(tone), (x, z), shadow=False)
