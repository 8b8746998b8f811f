"""A bathroom: a tub under the window, or a basin and a shower behind a curtain."""

from ..bathware import (
    PORCELAIN,
    bath_mat,
    bottles,
    pedestal_basin,
    shower_curtain,
    toilet,
    towels,
    tub,
    tub_tap,
    vanity,
)
from ..color import dim, lift, mix, rgb
from ..decor import mirror
from ..kitchenware import tiled_wall
from ..lamps import pendant
from ..place import Place
from ..plants import BIG, potted
from ..seats import stool
from ..solids import box, paint_turned
from ..storage import basket, wall_shelf
from ..windows import window
from .setting import enter


def draw(stage):
    stage.rng.choice((tub_at_window, basin_and_shower))(stage)


def _enter(stage, **kwargs):
    home, rng = stage.home, stage.rng
    dark = rng.choice((home.wall2, rgb("4d4a57"), home.accent, dim(home.cloth2, 0.2), home.cloth))
    stage.tiles = (mix((250, 247, 240), home.cloth2, 0.2), dark)
    wall = rng.choice((home.wall, home.wall, home.wall2))
    colors = {"back": wall, "left": wall, "right": wall, "dado": mix(wall, (255, 252, 246), 0.75)}
    return enter(
        stage,
        floor="tiles",
        dado=rng.choice(("plain", "beadboard", "plain")),
        colors=colors,
        **kwargs,
    )


def _tile(stage):
    home = stage.home
    return stage.rng.choice(
        (rgb("fbf8f1"), lift(home.wall2, 0.3), lift(home.accent, 0.45), lift(home.cloth, 0.4))
    )


def tub_at_window(stage):
    rng = stage.rng
    room = _enter(
        stage, width=3.5, depth=3.2, sun_from="back", yaw=rng.uniform(-0.08, 0.1), back=1.3
    )
    tiled_wall(
        room, "back", 0, 0.13, 3.5, 1.15, _tile(stage), rng.choice(("subway", "square", "stack"))
    )
    kind = rng.choice(("arch", "grid", "sash", "casement"))
    window(room, "back", 1.1, 1.2, 2.1, 2.35, kind, stage.view, "none")
    outer = rng.choice((None, stage.home.accent, stage.home.wall2, stage.home.cloth))
    tub(stage, Place(1.55, 3.0), 1.75, outer)
    tub_tap(stage, Place(2.55, 2.75))
    bath_mat(stage, 1.0, 1.45, 2.0, 2.0)
    vanity(stage, Place(3.48, 1.75, facing="left"), 0.9)
    mirror(room, "right", 1.75, 1.6, 0.66, 0.9, rng.choice(("arch", "pill", "round")))
    towels(stage, Place(0.02, 1.9, 1.5, "right"), 0.6)
    stool(stage, Place(0.42, 2.45), 0.48)
    bottles(stage, Place(0.36, 2.45, 0.52), 2)
    potted(stage, Place(2.95, 2.85), rng.choice(BIG), rng.uniform(1.0, 1.5))
    basket(stage, Place(0.4, 1.4), 0.2, 0.4)
    pendant(stage, 1.75, 1.9, 0.55, kind="globe", size=0.2)
    room.paint_light()
    stage.paint_solids()


def basin_and_shower(stage):
    rng = stage.rng
    room = _enter(
        stage, width=3.4, depth=3.0, sun_from="left", yaw=rng.uniform(-0.12, 0.06), back=1.4
    )
    tile = _tile(stage)
    high = rng.choice((1.25, 2.7))
    tiled_wall(room, "back", 0, 0.13, 3.4, high, tile, rng.choice(("subway", "square", "stack")))
    window(room, "left", 1.2, 1.1, 2.0, 2.2, rng.choice(("sash", "grid")), stage.view, "none")
    if rng.random() < 0.65:
        vanity(
            stage,
            Place(0.95, 2.98),
            1.0,
            rng.choice((stage.home.wood, stage.home.accent, stage.home.wall2)),
        )
        bottles(stage, Place(0.58, 2.75, 0.82), 2)
        potted(stage, Place(1.34, 2.78, 0.82), "trailing", 0.3, shadow=False)
    else:
        pedestal_basin(stage, Place(0.95, 2.98))
    mirror(room, "back", 0.95, 1.6, 0.7, 0.9, rng.choice(("round", "arch", "pill")))
    toilet(stage, Place(1.88, 2.98))
    wall_shelf(stage, Place(1.88, 2.98, 1.35), 0.55)
    shower(stage, room)
    bath_mat(stage, 1.2, 1.1, 2.1, 1.65)
    towels(stage, Place(0.02, 2.45, 1.4, "right"), 0.5)
    basket(stage, Place(0.35, 2.1), 0.18, 0.42)
    if rng.random() < 0.5:
        potted(stage, Place(0.35, 1.2), rng.choice(BIG), rng.uniform(0.9, 1.3))
    room.paint_light()
    stage.paint_solids()


def shower(stage, room):
    """A built-in bath along the right wall, its curtain drawn back to the far end."""
    bath = Place(3.4, 3.0)
    box(stage, bath, (-0.82, 0, 0), (0, 0.52, 2.6), PORCELAIN, 0.15)
    hole = [(2.66, 0.521, 2.93), (3.33, 0.521, 2.93), (3.33, 0.521, 0.6), (2.66, 0.521, 0.6)]
    stage.add((2.66, 0.52, 0.6), (3.33, 0.53, 2.93), lambda: _hollow(stage, hole), shadow=False)
    tone = stage.rng.choice((stage.home.cloth2, stage.home.cloth, lift(stage.home.accent, 0.2)))
    shower_curtain(stage, Place(2.55, 2.1, facing="right"), 0.88, tone)
    _shower_head(stage)


def _hollow(stage, hole):
    stage.face(hole, dim(PORCELAIN, 0.3, stage.light.shade))
    water = [(x + (0.1 if x < 3 else -0.1), y, z) for x, y, z in hole]
    stage.face(water, dim(PORCELAIN, 0.14, stage.light.shade))


def _shower_head(stage):
    metal = stage.home.metal
    arm = [(3.0, 1.1, 2.97), (3.0, 2.05, 2.97), (3.0, 2.12, 2.9), (3.0, 2.1, 2.76)]

    def paint():
        stage.stroke(arm, metal, 0.025)
        paint_turned(stage, (3.0, 2.74), [(0.1, 2.04), (0.1, 2.06), (0.02, 2.1)], metal)

    stage.add((2.9, 1.1, 2.64), (3.1, 2.13, 2.98), paint, shadow=False)
