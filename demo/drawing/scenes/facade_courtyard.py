"""A courtyard building: two brick wings around a garden, the entrance at the back."""

from ..color import dim, lift, mix, rgb, vary
from ..street.ground import PATH, bicycle, flat, steps, street
from ..street.openings import door, opening
from ..street.setting import stand
from ..street.trees import dapple, shrub, tree
from ..street.walls import Wall, brickwork, cornice, panel
from .facade_brick import BRICKS

DEEP, HALF, WING = 7.0, 3.4, 5.5
STOREY, BASE = 2.95, 0.9


def draw(stage):
    rng = stage.rng
    stand(stage, far=17.5, eye_x=rng.uniform(-0.7, 0.7), horizon=0.74)
    wall = vary(rng.choice(BRICKS), rng, 0.06)
    trim = rng.choice((rgb("f1e6d0"), lift(wall, 0.55), rgb("cfc4b4")))
    street(stage, 0, path=1.7)
    _court(stage)
    kind = rng.choice(("sash", "sash", "grid"))
    _back(stage, wall, trim, kind)
    for side in (-1, 1):
        if rng.random() < 0.8:
            tree(stage, side * 2.3, 4.2, rng.uniform(5.0, 6.2), spread=0.24)
    for side in (-1, 1):
        _wing(stage, wall, trim, kind, side)
    _garden(stage)


def _court(stage):
    flat(stage, -0.85, -0.2, 0.85, DEEP, PATH)
    for z in range(7):
        stage.stroke([(-0.85, 0, z), (0.85, 0, z)], dim(PATH, 0.14), 0.03)


def _back(stage, wall, trim, kind):
    front = Wall(-HALF, DEEP, HALF, DEEP)
    high = BASE + 3 * STOREY
    brickwork(stage, front, 0, 0, 2 * HALF, high, dim(wall, 0.1, stage.light.shade))
    cornice(stage, front, 0, 2 * HALF, high, trim, 0.2, 0.4)
    for floor in range(3):
        for u in (0.5, 2.0, 3.75, 5.25):
            if floor or abs(u + 0.5 - HALF) > 1.3:
                opening(stage, front, u, BASE + floor * STOREY + 0.7, 1.05, 1.7, trim, kind=kind)
    panel(stage, front, HALF - 1.2, 0, HALF + 1.2, BASE + 3.0, trim, 0.1)
    door(stage, front, HALF - 0.55, BASE, stone=dim(trim, 0.1), color=stage.home.accent)
    steps(stage, 0, 1.8, BASE, 4, mix(trim, rgb("b9aca0"), 0.5), DEEP - 0.1)


def _wing(stage, wall, trim, kind, side):
    """The inner side first, then its street front."""
    high = BASE + 3 * STOREY
    inner = Wall(side * HALF, 0, side * HALF, DEEP) if side > 0 else Wall(-HALF, DEEP, -HALF, 0)
    inner = (
        Wall(inner.x1, inner.z1, inner.x0, inner.z0) if not inner.faces(stage.camera.eye) else inner
    )
    brickwork(stage, inner, 0, 0, DEEP, high, wall)
    cornice(stage, inner, 0, DEEP, high, trim, 0.2, 0.4)
    for floor in range(3):
        for u in (0.8, 2.9, 5.0):
            opening(stage, inner, u, BASE + floor * STOREY + 0.7, 1.1, 1.7, trim, kind=kind)
    x0, x1 = sorted((side * HALF, side * (HALF + WING)))
    front = Wall(x0, 0, x1, 0)
    brickwork(stage, front, 0, 0, WING, high, wall)
    panel(stage, front, 0, 0, WING, BASE - 0.1, mix(trim, wall, 0.25), 0.03)
    for floor in range(3):
        v = BASE + floor * STOREY
        panel(stage, front, 0, v - 0.1, WING, v + 0.06, trim, 0.02)
        near = 0.55 if side > 0 else WING - 0.55 - 2.3
        opening(stage, front, near, v + 0.65, 2.3, 1.75, trim, kind="wide")
        opening(stage, front, 3.6 if side > 0 else WING - 4.7, v + 0.7, 1.1, 1.7, trim, kind=kind)
    cornice(stage, front, 0, WING, high, trim)
    dapple(stage, front, 0, BASE, WING, high, 9)


def _garden(stage):
    rng = stage.rng
    blooms = (stage.home.accent, rgb("c8559a"), rgb("e8b83d"), rgb("f4ede0"))
    for z in (5.2, 3.6, 2.0, 0.4):
        for side in (-1, 1):
            shrub(stage, side * 1.5, z, 1.0, rng.uniform(0.5, 0.75), None, rng.choice(blooms))
    for side in (-1, 1):
        for k in range(4):
            shrub(stage, side * (HALF + 0.7 + k * 1.25), -0.9, 1.4, rng.uniform(0.7, 1.0))
    if rng.random() < 0.6:
        bicycle(stage, rng.choice((-1, 1)) * rng.uniform(2.0, 3.4), -4.4)
    side = rng.choice((-1, 1))
    tree(stage, side * rng.uniform(5.6, 6.4), -6.6, rng.uniform(8.0, 10.0), lean=-side * 0.03)
    if rng.random() < 0.5:
        tree(stage, -side * 6.6, -7.0, rng.uniform(7.5, 9.5), lean=side * 0.03)
