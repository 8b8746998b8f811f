"""A newer mid-rise on a corner: pale render and brick, balconies, a glazed ground floor."""

from ..color import dim, lift, mix, rgb, vary
from ..solids import paint_box
from ..street.ground import IRON, bicycle, street
from ..street.openings import opening
from ..street.setting import stand
from ..street.trees import shrub, tree
from ..street.walls import SKINS, Wall, brickwork, panel

SKINS_NEW = tuple(map(rgb, ("efe6d8", "d9c9b4", "c3cdc8", "b9a9a0", "e6c9a8", "a8b4b8", "8f6f66")))
FRAME = rgb("453f4c")
STOREY, BASE, HALF, SIDE = 2.9, 3.6, 7.0, 9.0


def draw(stage):
    rng = stage.rng
    side = rng.choice((-1, 1))
    stand(stage, far=31, eye_y=2.6, eye_x=side * 13.5, yaw=side * -0.38, horizon=0.87, wide=1.06)
    floors = rng.choice((5, 6, 6))
    skin, brick = (
        rng.choice(SKINS_NEW),
        rng.choice((rgb("a8604a"), rgb("7d5a50"), rgb("c08a62"), rgb("5b5560"))),
    )
    street(stage, 0, path=3)
    high = BASE + floors * STOREY
    flank = Wall(side * HALF, 0, side * HALF, SIDE) if side > 0 else Wall(-HALF, SIDE, -HALF, 0)
    if flank.faces(stage.camera.eye):
        _wall(stage, flank, brick, floors, high, 3)
    front = Wall(-HALF, 0, HALF, 0)
    _wall(stage, front, skin, floors, high, 0)
    _front(stage, front, skin, brick, floors, high, side)
    _ground(stage, front, brick)
    _garden(stage, side)


def _wall(stage, wall, tone, floors, high, columns):
    draw_skin = brickwork if columns else SKINS["render"]
    draw_skin(stage, wall, 0, 0, wall.width, high, tone)
    for floor in range(floors):
        for k in range(columns):
            opening(
                stage,
                wall,
                0.9 + k * 2.8,
                BASE + floor * STOREY + 0.6,
                1.5,
                1.8,
                dim(tone, 0.1),
                FRAME,
                "plain",
            )
    panel(stage, wall, -0.1, high, wall.width + 0.1, high + 0.4, lift(tone, 0.2), 0.1)


def _front(stage, front, skin, brick, floors, high, side):
    """A brick slice at one end, windows and a column of balconies over the rest."""
    left = 0 if side < 0 else 10.2
    brickwork(stage, front, left, 0, left + 3.8, high + 0.4, brick)
    for floor in range(floors):
        v = BASE + floor * STOREY
        opening(stage, front, left + 0.9, v + 0.6, 2.0, 1.8, lift(brick, 0.3), FRAME, "wide")
        panel(stage, front, 0, v - 0.12, front.width, v, dim(skin, 0.1), 0.01)
        start = 4.2 if side < 0 else 0.5
        for k in range(3):
            u = start + k * 3.2
            wide = 2.3 if k == 1 else 1.7
            opening(
                stage,
                front,
                u + 0.2,
                v + (0.05 if k == 1 else 0.6),
                wide,
                2.35 if k == 1 else 1.8,
                dim(skin, 0.06),
                FRAME,
                "wide" if k == 1 else "plain",
            )
        _balcony(stage, front, start + 3.0, v, skin)


def _balcony(stage, front, u, v, skin):
    x = front.x0 + u
    stage.veil(front.quad(u, v - 0.9, u + 2.8, v - 0.1), stage.light.shade, 0.3, 8)
    home, rng = stage.home, stage.rng
    if rng.random() < 0.7:
        tone = rng.choice((home.accent, home.cloth, home.wall2))
        paint_box(stage, (x + 0.4, v + 0.04, -0.9), (x + 1.0, v + 0.5, -0.4), tone)
    if rng.random() < 0.7:
        _planter(stage, x + rng.uniform(1.5, 2.3), v)
    paint_box(stage, (x, v - 0.12, -1.3), (x + 2.8, v + 0.04, 0), lift(skin, 0.2), 0)
    for k in range(18):
        a = x + 0.03 + k * 0.16
        stage.stroke([(a, v, -1.3), (a, v + 1.0, -1.3)], IRON, 0.022)
    for y in (0.08, 1.0):
        stage.stroke([(x, v + y, -1.3), (x + 2.8, v + y, -1.3)], IRON, 0.045)


def _planter(stage, x, v):
    (px, py), *_ = stage.camera.project([(x, v + 0.1, -1.0)])
    r = 0.22 * stage.camera.scale((x, v, -1.0))
    for dx, dy in ((0, 1), (-1, 1.3), (1, 1.4), (-0.5, 2.2), (0.6, 2.3), (0, 3)):
        stage.canvas.dot(
            px + dx * r * 0.7, py - dy * r, r * 0.8, vary(stage.home.leaf, stage.rng, 0.2)
        )


def _ground(stage, front, brick):
    """Shop-like glazing, an awning over the entrance."""
    panel(stage, front, 0, 0, front.width, BASE - 0.12, mix(brick, rgb("3f3a45"), 0.45))
    for k in range(6):
        u = 0.5 + k * 2.25
        opening(stage, front, u, 0.45, 1.8, 2.4, dim(brick, 0.3), FRAME, "plain")
    awning = stage.home.accent
    u = front.width / 2 - 1.6
    panel(stage, front, u + 0.6, 0, u + 2.6, 2.75, FRAME, 0.05)
    opening(stage, front, u + 0.75, 0.05, 1.7, 2.5, FRAME, FRAME, "sash")
    stage.veil(front.quad(u - 0.1, 2.2, u + 3.3, 2.9), stage.light.shade, 0.4, 8)
    top = [
        front.at(u, 3.35),
        front.at(u + 3.2, 3.35),
        front.at(u + 3.3, 2.95, 1.5),
        front.at(u - 0.1, 2.95, 1.5),
    ]
    stage.face(top, awning, (0, 0.8, -0.5))
    panel(stage, front, u - 0.1, 2.7, u + 3.3, 2.96, dim(awning, 0.12), 1.5)
    if stage.light.hour == "evening":
        stage.glow(front.at(u + 1.6, 1.6, 1), 5, 0.8)


def _garden(stage, side):
    rng = stage.rng
    for k in range(5):
        for half in (-1, 1):
            shrub(stage, half * (2.6 + k * 1.1), -1.0, 1.2, rng.uniform(0.6, 0.9))
    for x in (-3.4, 3.0):
        if rng.random() < 0.6:
            bicycle(stage, x + rng.uniform(-0.5, 0.5), -4.6)
    tree(stage, -side * rng.uniform(7.0, 8.0), -6.8, rng.uniform(8.5, 10.5))
    tree(stage, side * rng.uniform(4.0, 6.5), -7.0, rng.uniform(6.0, 7.5))
    if rng.random() < 0.6:
        tree(stage, side * 12.0, -6.6, rng.uniform(8.0, 10.0))
