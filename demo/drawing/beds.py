"""Beds with what lies on them."""

from .color import dim, lift, mix
from .geometry import rounded
from .solids import box, cushion, slab


def bed(stage, place, width=1.4, length=2.0, head="panel"):
    """Local z runs from the headboard to the foot; the viewer stands beyond the foot."""
    with stage.group():
        _bed(stage, place, width, length, head)


def _bed(stage, place, width, length, head):
    home, half = stage.home, width / 2
    HEADS[head](stage, place, half, home)
    box(stage, place, (-half, 0.16, 0.06), (half, 0.3, length), home.wood)
    for x in (-half, half - 0.07):
        for z in (0.1, length - 0.08):
            box(stage, place, (x, 0, z), (x + 0.07, 0.16, z + 0.07), dim(home.wood, 0.2))
    linen = mix((252, 249, 243), home.cloth2, 0.25)
    mattress = rounded(-half + 0.03, 0.3, half - 0.03, 0.52, 0.06)
    slab(stage, place, mattress, "z", (0.08, length - 0.03), linen, shadow=False)
    _pillows(stage, place, half, linen)
    _duvet(stage, place, half, length, stage.rng.choice((home.cloth, home.cloth2, home.cloth)))


def _duvet(stage, place, half, length, cloth):
    """It covers all but the pillow end, and its edge is turned down."""
    rng, home = stage.rng, stage.home
    start, foot = 0.74, length + 0.03
    hem = rng.uniform(0.2, 0.3)
    shape = rounded(-half - 0.05, hem, half + 0.05, 0.6, (0.02, 0.02, 0.13, 0.13), 6)
    trim = lambda: _quilting(stage, place, half, start, foot, hem, cloth)  # noqa: E731
    slab(stage, place, shape, "z", (start, foot), cloth, 0.22, shadow=False, trim=trim)
    fold = rounded(-half - 0.06, hem + 0.02, half + 0.06, 0.63, (0.02, 0.02, 0.14, 0.14), 6)
    back = lift(cloth, 0.4) if sum(cloth) < 560 else mix(home.accent, cloth, 0.55)
    slab(stage, place, fold, "z", (start - 0.05, start + 0.24), back, 0.16, shadow=False)
    if rng.random() < 0.7:
        throw = rng.choice((home.accent, home.wall2, home.cloth2))
        a = rng.uniform(1.15, length - 0.5)
        over = rounded(-half - 0.07, hem - 0.06, half + 0.07, 0.62, (0.02, 0.02, 0.14, 0.14), 6)
        stripes = lambda: _throw_stripes(stage, place, half, a, throw)  # noqa: E731
        slab(stage, place, over, "z", (a, a + 0.36), throw, 0.16, shadow=False, trim=stripes)


def _quilting(stage, place, half, start, foot, hem, cloth):
    """Soft creases: along the top, and down from the edge at the foot."""
    rng = stage.rng
    tone = dim(cloth, 0.5, stage.light.shade)
    for _ in range(5):
        x, z = rng.uniform(-half, half) * 0.8, rng.uniform(start + 0.2, foot - 0.3)
        dx, dz = rng.uniform(-0.2, 0.2), rng.uniform(0.15, 0.4)
        ends = [
            (x, z),
            (x + dx * 0.4, z + dz * 0.5),
            (x + dx, z + dz),
            (x + dx * 0.6, z + dz * 0.45),
        ]
        stage.veil([place.at(a, 0.601, b) for a, b in ends], tone, 0.22, 6)
    for k in range(7):
        x = -half + (k + rng.uniform(0.2, 0.8)) * 2 * half / 7
        fold = [(x, 0.56), (x + 0.03, hem + 0.01), (x - 0.02, hem + 0.01)]
        stage.veil([place.at(a, b, foot) for a, b in fold], tone, 0.17, 7)


def _throw_stripes(stage, place, half, a, throw):
    pale = lift(throw, 0.45) if sum(throw) < 560 else dim(throw, 0.2)
    for z in (a + 0.06, a + 0.1, a + 0.26, a + 0.3):
        line = [place.at(-half + 0.05, 0.625, z), place.at(half - 0.05, 0.625, z)]
        stage.stroke(line, pale, 0.014)


def _pillows(stage, place, half, linen):
    home, rng = stage.home, stage.rng
    big = min(0.66, half * 0.95)
    for x in (-half * 0.5, half * 0.5):
        cushion(stage, place, (x, 0.5, 0.1), (big, 0.42, 0.14), linen, 0.42)
    if half > 0.6:
        for x in (-half * 0.46, half * 0.44):
            tone = mix(home.cloth, home.cloth2, 0.35)
            cushion(stage, place, (x, 0.5, 0.27), (big * 0.86, 0.36, 0.12), tone, 0.45)
    stripes = (-0.25, 0, 0.25) if rng.random() < 0.5 else None
    spot = (rng.uniform(-0.12, 0.12), 0.5, 0.42)
    cushion(stage, place, spot, (0.44, 0.31, 0.11), home.accent, 0.4, stripes)


def _panel(stage, place, half, home):
    shape = rounded(-half - 0.04, 0, half + 0.04, 1.08, (0, 0, 0.1, 0.1))
    slab(stage, place, shape, "z", (0, 0.06), home.wood)


def _arched(stage, place, half, home):
    shape = rounded(-half - 0.02, 0.1, half + 0.02, 1.3, (0, 0, half, half), 12)
    slab(stage, place, shape, "z", (0, 0.07), mix(home.wall2, home.cloth, 0.3))


def _channel(stage, place, half, home):
    """Upholstered in upright channels."""
    tone, count = home.wall2, max(5, round(half * 9))
    step = (2 * half + 0.08) / count
    for k in range(count):
        x = -half - 0.04 + k * step
        shape = rounded(x, 0.1, x + step, 1.12, (0, 0, step / 2, step / 2), 4)
        slab(stage, place, shape, "z", (0, 0.1), tone, shadow=k % 3 == 0)


def _spindles(stage, place, half, home):
    for x in (-half, half - 0.05):
        box(stage, place, (x, 0, 0), (x + 0.05, 1.12, 0.05), home.wood)
    for k in range(1, 9):
        x = -half + k * 2 * half / 9
        box(stage, place, (x - 0.012, 0.4, 0.01), (x + 0.012, 1.04, 0.035), home.wood, shadow=False)
    box(stage, place, (-half, 1.04, 0), (half, 1.09, 0.05), home.wood)


def _none(stage, place, half, home):
    pass


HEADS = {
    "panel": _panel,
    "arched": _arched,
    "channel": _channel,
    "spindles": _spindles,
    "none": _none,
}
