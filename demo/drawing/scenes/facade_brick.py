"""A three-flat: brick or greystone, a bay of windows up one side, steps to the door."""

from ..color import dim, lift, mix, rgb, vary
from ..street.ground import bicycle, fence, steps, street
from ..street.openings import door, opening
from ..street.setting import stand
from ..street.trees import dapple, shrub, tree
from ..street.walls import SKINS, Wall, cornice, panel

BRICKS = tuple(map(rgb, ("a8553f", "b86f4c", "8f4a44", "c98d62", "94604f", "c7a27a")))
STONES = tuple(map(rgb, ("c9c0b2", "bdb5ae", "d8cbb4")))


def draw(stage):
    rng = stage.rng
    stand(stage, yaw=rng.uniform(-0.05, 0.05), eye_x=rng.uniform(-0.8, 0.8))
    skin = rng.choice(("brick", "brick", "brick", "stone"))
    wall = vary(rng.choice(BRICKS if skin == "brick" else STONES), rng, 0.06)
    side = rng.choice((-1, 1))
    street(stage, -side * 2.0)
    _neighbours(stage, wall)
    three_flat(stage, skin, wall, side)
    _garden(stage, side)


def _neighbours(stage, wall):
    rng = stage.rng
    for x0, x1 in ((-14, -5.2), (5.2, 14)):
        tone, high = vary(rng.choice(BRICKS), rng, 0.1), rng.uniform(9.8, 10.8)
        front = Wall(x0, 1.2, x1, 1.2)
        SKINS["brick"](
            stage, front, 0, 0, front.width, high, mix(tone, stage.light.sky[1], 0.18), 0.2
        )
        cornice(stage, front, 0, front.width, high, dim(tone, 0.3))
        for floor in range(3):
            for k in range(4):
                opening(stage, front, 0.7 + k * 2.15, 1.7 + floor * 2.9, 1.1, 1.7)


def three_flat(stage, skin, wall, side, half=4.1, storey=3.05, base=1.2, floors=3):
    rng = stage.rng
    high = base + floors * storey
    trim = rng.choice((rgb("f1e6d0"), lift(wall, 0.55), rgb("d9ccb6")))
    kind = rng.choice(("sash", "sash", "arch", "grid"))
    front = Wall(-half, 0, half, 0)
    SKINS[skin](stage, front, 0, base, 2 * half, high, wall)
    SKINS["stone"](stage, front, 0, 0, 2 * half, base, mix(trim, wall, 0.3))
    panel(stage, front, 0, base - 0.12, 2 * half, base + 0.06, trim, 0.06)
    stage.veil(
        [
            front.at(2 * half - 0.4, 0),
            front.at(2 * half, 0),
            front.at(2 * half, high),
            front.at(2 * half - 0.4, high),
        ],
        stage.light.shade,
        0.25,
        10,
    )
    entry = half - side * 2.0
    for floor in range(1, floors):
        opening(stage, front, entry - 0.6, base + floor * storey + 0.75, 1.2, 1.85, trim, kind=kind)
    door(
        stage,
        front,
        entry - 0.55,
        base,
        stone=trim,
        color=rng.choice((stage.home.accent, rgb("2f4a4f"), rgb("7a2f33"), rgb("d9a23f"))),
    )
    _canopy(stage, front, entry, base + 2.85, trim)
    head = dim(mix(wall, rgb("5a4a46"), 0.5), 0.1)
    cornice(stage, front, 0, 2 * half, high, rng.choice((head, trim, rgb("5d7466"))))
    _bay(stage, skin, wall, trim, side * 1.9, base, storey, floors, kind, high)
    steps(stage, -side * 2.0, 1.7, base, 6, mix(trim, rgb("b9aca0"), 0.5))
    dapple(stage, front, 0, base, 2 * half, high)


def _canopy(stage, front, entry, v, trim):
    stage.veil(front.quad(entry - 1.0, v - 0.5, entry + 1.0, v), stage.light.shade, 0.3, 6)
    panel(stage, front, entry - 1.0, v, entry + 1.0, v + 0.22, trim, 0.5)
    for u in (entry - 0.85, entry + 0.72):
        panel(stage, front, u, v - 0.4, u + 0.13, v, dim(trim, 0.15), 0.25)


def _bay(stage, skin, wall, trim, x, base, storey, floors, kind, high):
    """Three faces, half a metre deep at the sides, a metre before the wall."""
    a, b, deep = 1.75, 0.95, 0.95
    faces = (
        Wall(x - a, 0, x - b, -deep),
        Wall(x + b, -deep, x + a, 0),
        Wall(x - b, -deep, x + b, -deep),
    )
    for face in faces:
        if not face.faces(stage.camera.eye):
            continue
        w = face.width
        SKINS[skin](stage, face, 0, 0.9, w, high - 0.1, wall)
        SKINS["stone"](stage, face, 0, 0, w, 1.2, mix(trim, wall, 0.3))
        for floor in range(floors):
            v = base + floor * storey
            panel(stage, face, 0, v - 0.1, w, v + 0.08, trim, 0.03)
            wide = w * (0.62 if w > 1.5 else 0.5)
            opening(
                stage,
                face,
                (w - wide) / 2,
                v + 0.75,
                wide,
                1.85,
                trim,
                kind="wide" if w > 1.5 and kind != "arch" else kind,
            )
        panel(stage, face, -0.05, high - 0.25, w + 0.05, high + 0.12, trim, 0.08)


def _garden(stage, side):
    rng = stage.rng
    flowers = rng.choice((None, stage.home.accent, rgb("c8559a"), rgb("e8b83d")))
    for k in range(4):
        x = side * 0.4 + side * k * 0.95
        shrub(
            stage,
            x,
            -1.3 - rng.uniform(0, 0.3),
            1.1,
            rng.uniform(0.6, 0.9),
            None,
            flowers if k % 2 else None,
        )
    shrub(stage, -side * 3.7, -0.9, 1.1, 1.2, rgb("6f8a4f"))
    if rng.random() < 0.6:
        fence(stage, -9, 9, -3.9, gap=(-side * 2.0 - 0.8, -side * 2.0 + 0.8))
    if rng.random() < 0.6:
        bicycle(stage, side * rng.uniform(0.5, 2.5), -4.3)
    tree(stage, side * rng.uniform(5.4, 6.2), -6.8, rng.uniform(8.5, 10.5), lean=-side * 0.03)
    if rng.random() < 0.45:
        tree(stage, -side * 6.4, -7.2, rng.uniform(7.5, 9.5), lean=side * 0.03)
