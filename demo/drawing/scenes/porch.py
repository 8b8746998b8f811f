"""A back porch or balcony: boards underfoot, a rail, and the view beyond."""

from ..color import dim, lift, mix, rgb, vary
from ..decor import rug
from ..floors import flat, planks
from ..geometry import Camera
from ..lamps import LIT
from ..outlook import clouds, lake, paint_sky, rooftops, treetops
from ..place import Place
from ..plants import potted
from ..room import Room
from ..seats import armchair, bench, chair, sofa, stool
from ..solids import box, paint_box
from ..street.openings import door, opening
from ..street.walls import Wall, brickwork, clapboard
from ..tables import bowl, mug, round_table

POTS = ("bush", "palm", "monstera", "snake", "rubber")


def draw(stage):
    rng = stage.rng
    size = stage.canvas.size
    base = max(size[0], size[1] * 4 / 3)
    side = "left" if rng.random() < 0.5 else "right"
    yaw = rng.uniform(0.04, 0.16) * (-1 if side == "left" else 1)
    stage.camera = Camera(
        (2.0 + rng.uniform(-0.2, 0.2), 1.55, -1.5), yaw, base * 0.92, (size[0] / 2, size[1] * 0.42)
    )
    stage.sun, stage.rays = (
        ((0.6, 0.68, -0.42), (0.7, 0.8, 0.3))
        if side == "left"
        else ((-0.6, 0.68, -0.42), (-0.7, 0.8, 0.3))
    )
    rng.choice(("lake", "trees", "houses", "lake", "trees"))
    _view(stage)
    room = Room(stage, 4.0, 3.6, near=-1.4)
    wood = rng.choice((rgb("c9a27a"), rgb("a98468"), rgb("d8bd9c"), rgb("9c8f86")))
    flat(stage, (0, -1.4, 4.0, 3.6), dim(wood, 0.5))
    planks(stage, 4.0, -1.4, 3.6, wood, plank=0.15, gap=0.012)
    _house_wall(stage, side)
    rug(stage, 0.7, 0.9, 3.2, 2.8, rng.choice(("striped", "oval", "berber")))
    _furnish(stage, side)
    tone = rng.choice((stage.home.wood2, rgb("f4ede0"), rgb("4a4450")))
    _rail(stage, tone)
    _cover(stage, tone)
    room.panes = [[(0, 0.0, 3.6), (4, 0.0, 3.6), (4, 1.0, 3.6), (0, 1.0, 3.6)]]
    room.open_air = True
    room.paint_light()
    stage.paint_solids()


def _house_wall(stage, side):
    rng = stage.rng
    wall = Wall(0, -1.4, 0, 3.6) if side == "left" else Wall(4.0, 3.6, 4.0, -1.4)
    if not wall.faces(stage.camera.eye):
        wall = Wall(wall.x1, wall.z1, wall.x0, wall.z0)
    skin, tone = rng.choice(
        (
            (brickwork, rgb("a8604a")),
            (brickwork, rgb("b98462")),
            (clapboard, stage.home.wall2),
            (clapboard, rgb("ece2cf")),
        )
    )
    skin(stage, wall, 0, 0, wall.width, 3.2, tone)
    near = (lambda z: z + 1.4) if side == "left" else (lambda z: 3.6 - z)
    u = sorted((near(1.0), near(1.95)))[0]
    if wall.x0 == wall.x1 and abs(wall.at(u, 0)[2] - 1.0) > 1.2:
        u = wall.width - u - 0.95
    door(stage, wall, u, 0.02, 0.95, 2.1, stone=rgb("f3ead8"), fan=False)
    v = sorted((near(2.4), near(3.2)))[0]
    opening(stage, wall, v, 0.95, 0.85, 1.25)


def _rail(stage, tone):
    for a, b in (((0.03, 3.55), (3.97, 3.55)),):
        count = 26
        for k in range(count + 1):
            x = a[0] + (b[0] - a[0]) * k / count
            post = k % 13 == 0
            r, top = (0.05, 1.08) if post else (0.016, 0.98)
            _post(stage, x, a[1], r, top, tone)

    def top_rail():
        paint_box(stage, (0, 0.98, 3.5), (4.0, 1.04, 3.62), tone, 0)
        paint_box(stage, (0, 0.1, 3.53), (4.0, 0.15, 3.58), tone, 0)

    stage.add((0, 0.98, 3.5), (4.0, 1.1, 3.62), top_rail)


def _post(stage, x, z, r, top, tone):
    box(stage, Place(x, z), (-r, 0, -r), (r, top, r), tone, 0.1, shadow=True)


def _view(stage):
    """The lake over the treetops, or the street's trees and roofs."""
    canvas, rng, light = stage.canvas, stage.rng, stage.light
    (w, h), level = canvas.size, canvas.size[1] * 0.42
    edge = stage.camera.project([(2, 0, 3.6)])[0][1] + h * 0.06
    paint_sky(canvas, light, level)
    clouds(canvas, rng, light, level, 4)
    kind = rng.choice(("lake", "trees", "houses", "lake", "trees"))
    if kind == "lake":
        lake(canvas, rng, light, level, edge)
    if kind == "houses":
        rooftops(canvas, rng, light, 0, w, edge, h * 0.46)
    share = {"lake": 0.24, "trees": 0.5, "houses": 0.3}[kind]
    treetops(canvas, rng, light, -0.05 * w, 1.05 * w, edge, share * h)
    if kind == "trees":
        treetops(canvas, rng, light, -0.05 * w, 1.05 * w, edge, 0.28 * h)


def _cover(stage, tone):
    """Corner posts, sometimes with a beam and a boarded ceiling, and string lights between them."""
    rng, covered = stage.rng, stage.rng.random() < 0.5
    for x in (0.08, 3.92):
        _post(stage, x, 3.56, 0.07, 2.62, tone)
    if covered:
        stage.add((0, 2.5, -1.4), (4, 2.72, 3.65), lambda: _ceiling(stage, tone), shadow=False)
    if not covered or rng.random() < 0.5:
        _lights(stage, covered)


def _ceiling(stage, tone):
    stage.face([(0, 2.72, 3.6), (4, 2.72, 3.6), (4, 2.72, -1.4), (0, 2.72, -1.4)], dim(tone, 0.3))
    boards = mix(rgb("f1e7d4"), tone, 0.2)
    for k in range(20):
        x = k * 0.2
        color = vary(boards, stage.rng, 0.03)
        stage.face(
            [(x, 2.72, 3.6), (x + 0.19, 2.72, 3.6), (x + 0.19, 2.72, -1.4), (x, 2.72, -1.4)], color
        )
    paint_box(stage, (0, 2.5, 3.5), (4, 2.72, 3.64), tone, 0)


def _lights(stage, covered):
    on, spans = stage.light.hour == "evening", 3 if covered else 1
    points = []
    for k in range(37):
        t = k / 36
        sag = (0.16 if covered else 0.5) * (1 - (2 * ((t * spans) % 1) - 1) ** 2)
        points.append((0.08 + 3.84 * t, 2.5 - (sag if k < 36 else 0), 3.5))

    def paint():
        stage.stroke(points, rgb("3a3640"), 0.012)
        for p in points[2:-1:3]:
            (x, y), *_ = stage.camera.project([p])
            r = 0.04 * stage.camera.scale(p)
            stage.canvas.dot(x, y + r, r, LIT if on else rgb("fbf1d8"), r * 1.25)

    stage.add((0, 1.95, 3.4), (4, 2.49, 3.49), paint, shadow=False)
    if on:
        for p in points[2:-1:6]:
            stage.glow(p, 1.3, 0.7)


def _furnish(stage, side):
    rng, home = stage.rng, stage.home
    x, facing = (0.04, "right") if side == "left" else (3.96, "left")
    far, away = (3.4, "left") if side == "left" else (0.6, "right")
    choice = rng.randrange(3)
    if choice == 0:
        sofa(stage, Place(x, 2.25, facing=facing), 1.5, 2, depth=0.8)
        armchair(
            stage, Place(far + (0.35 if away == "left" else -0.35), 2.4, facing=away), home.accent
        )
    elif choice == 1:
        tone = rng.choice((home.accent, home.wood, home.cloth))
        chair(stage, Place(1.25, 2.2, facing="right"), tone)
        chair(stage, Place(3.05, 2.2, facing="left"), tone)
    else:
        bench(stage, Place(2.0, 3.4), 1.7, home.cloth)
        stool(stage, Place(1.0, 1.7), 0.45, home.wood, home.accent)
    height = 0.5 if choice == 0 else 0.7 if choice == 1 else 0.42
    round_table(
        stage,
        Place(2.15, 2.2),
        0.34 if choice else 0.4,
        height,
        rng.choice((home.wood, home.metal, home.accent)),
    )
    mug(stage, Place(2.0, 2.15, height))
    bowl(stage, Place(2.25, 2.25, height))
    for px, pz in ((0.35, 3.3), (3.65, 3.2), (far, 1.0)):
        tone = rng.choice((rgb("c8764f"), rgb("f1ebe0"), home.accent, home.wall2))
        potted(stage, Place(px, pz), rng.choice(POTS), rng.uniform(0.7, 1.3), tone)
    for k in range(3):
        _rail_pot(stage, 0.9 + k * 1.1 + rng.uniform(-0.2, 0.2))


def _rail_pot(stage, x):
    potted(
        stage,
        Place(x, 3.56, 1.04),
        "flowers" if stage.rng.random() < 0.6 else "trailing",
        0.42,
        lift(dim(stage.home.wood, 0.1), 0.1),
        shadow=False,
    )
