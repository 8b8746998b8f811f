"""A kitchen: a run of units under a window or shelves, and a table to eat at."""

from ..color import dim, lift, mix, rgb
from ..decor import picture, rug
from ..kitchenware import (
    board,
    counter,
    crockery_shelf,
    fridge,
    hob,
    hood,
    kettle,
    sink,
    tiled_wall,
    wall_cupboard,
)
from ..lamps import pendant
from ..place import Place
from ..plants import BIG, potted
from ..seats import chair, stool
from ..tables import bowl, mug, round_table, table
from ..windows import window
from .setting import enter, wall_colors

STONE = tuple(map(rgb, ("f4efe6", "d9c3a0", "b98a5c", "5b5560", "e6dcd0")))


def draw(stage):
    stage.rng.choice((along_the_wall, galley_with_island, corner_with_table))(stage)


def _tones(stage):
    home, rng = stage.home, stage.rng
    cabinet = rng.choice(
        (
            home.wall2,
            home.cloth,
            home.wood,
            rgb("f4efe4"),
            home.accent,
            mix(home.wall2, home.accent, 0.4),
        )
    )
    tile = rng.choice(
        (rgb("fbf8f0"), lift(home.cloth2, 0.3), lift(home.wall2, 0.35), lift(home.accent, 0.55))
    )
    return cabinet, rng.choice(STONE), tile


def _enter(stage, **kwargs):
    rng, home = stage.rng, stage.home
    stage.tiles = (
        lift(home.cloth2, 0.4),
        rng.choice((home.wall2, dim(home.cloth2, 0.25), home.accent, rgb("55505e"))),
    )
    floor = rng.choice(("tiles", "tiles", home.parquet))
    return enter(
        stage,
        floor=floor,
        dado=rng.choice(("plain", "plain", "beadboard")),
        colors=wall_colors(stage),
        **kwargs,
    )


def along_the_wall(stage):
    """Units on the far wall with the window over the sink."""
    rng = stage.rng
    cabinet, top, tile = _tones(stage)
    room = _enter(stage, width=4.3, depth=3.7, sun_from="back", yaw=rng.uniform(-0.08, 0.1))
    tiled_wall(
        room,
        "back",
        0.75,
        0.9,
        4.3,
        rng.choice((1.45, 2.35)),
        tile,
        rng.choice(("subway", "square", "stack")),
    )
    window(
        room,
        "back",
        1.75,
        1.08,
        2.85,
        2.25,
        rng.choice(("sash", "grid", "casement")),
        stage.view,
        rng.choice(("none", "blind")),
    )
    fridge(stage, Place(0.4, 3.68))
    counter(
        stage,
        Place(0.8, 3.68),
        3.48,
        ("drawers", "doors", "doors", "oven", "drawers"),
        cabinet,
        top,
    )
    sink(stage, Place(2.25, 3.68))
    hob(stage, Place(3.23, 3.68))
    if rng.random() < 0.5:
        hood(stage, Place(3.3, 3.68), cabinet)
    else:
        crockery_shelf(stage, Place(3.05, 3.68, 1.6), 1.15, stage.home.wood)
        crockery_shelf(stage, Place(3.05, 3.68, 1.98), 1.15, stage.home.wood)
    if rng.random() < 0.5:
        wall_cupboard(stage, Place(0.8, 3.68), 0.8, cabinet)
    else:
        for y in (1.55, 1.93):
            crockery_shelf(stage, Place(0.82, 3.68, y), 0.8, stage.home.wood)
    worktop(stage, 1.05, 3.3, 1.55, 3.45)
    dining(stage, 2.2, 1.35)
    pendant(stage, 2.2, 1.4, rng.uniform(0.75, 0.9), kind=rng.choice(("dome", "globe", "cone")))
    room.paint_light()
    stage.paint_solids()


def galley_with_island(stage):
    """Shelves and tiles behind, an island with stools in front, light from the left."""
    rng = stage.rng
    cabinet, top, tile = _tones(stage)
    room = _enter(stage, width=4.6, depth=4.0, sun_from="left", yaw=rng.uniform(-0.14, 0.0))
    window(
        room,
        "left",
        1.6,
        0.85,
        2.8,
        2.3,
        rng.choice(("sash", "grid", "casement")),
        stage.view,
        "none",
    )
    tiled_wall(room, "back", 0.4, 0.9, 4.6, 2.2, tile, rng.choice(("subway", "square", "stack")))
    counter(
        stage, Place(0.4, 3.98), 3.4, ("doors", "drawers", "oven", "doors", "drawers"), cabinet, top
    )
    fridge(stage, Place(4.2, 3.98))
    hob(stage, Place(2.1, 3.98))
    hood(stage, Place(2.1, 3.98), lift(cabinet, 0.2))
    for x in (0.55, 2.6):
        for y in (1.5, 1.88):
            crockery_shelf(stage, Place(x, 3.98, y), 1.1, stage.home.wood)
    worktop(stage, 0.75, 2.75, 1.25, 3.75)
    island = rng.choice((cabinet, stage.home.wood, stage.home.accent))
    box_island(stage, 2.4, 2.3, island, top)
    for x in (1.75, 2.4, 3.05):
        stool(stage, Place(x, 1.35), 0.64, stage.home.wood2, stage.home.accent)
    shape, tone = rng.choice(("cone", "dome")), rng.choice((stage.home.accent, stage.home.metal))
    for x in (1.95, 2.85):
        pendant(stage, x, 2.0, 0.85, kind=shape, size=0.18, tone=tone)
    room.paint_light()
    stage.paint_solids()


def box_island(stage, x, z, tone, top):
    from ..solids import box

    place = Place(x, z)
    box(stage, place, (-0.95, 0, 0), (0.95, 0.88, 0.55), tone, 0.2)
    for k in range(4):
        a = -0.93 + k * 0.465
        box(
            stage,
            place,
            (a + 0.03, 0.1, 0.55),
            (a + 0.435, 0.8, 0.556),
            lift(tone, 0.07),
            0.1,
            shadow=False,
        )
    box(stage, place, (-1.02, 0.88, -0.04), (1.02, 0.92, 0.75), top, 0.04)
    bowl(stage, Place(x - 0.5, z - 0.3, 0.92))
    mug(stage, Place(x + 0.1, z - 0.4, 0.92))
    potted(
        stage,
        Place(x + 0.6, z - 0.25, 0.92),
        stage.rng.choice(("flowers", "stems", "trailing")),
        0.46,
        shadow=False,
    )


def corner_with_table(stage):
    """Units along the right wall, the table by the window."""
    rng = stage.rng
    cabinet, top, tile = _tones(stage)
    room = _enter(stage, width=4.0, depth=3.9, sun_from="left", yaw=rng.uniform(0.02, 0.16))
    window(
        room,
        "back",
        0.75,
        0.85,
        1.85,
        2.3,
        rng.choice(("sash", "arch", "grid")),
        stage.view,
        rng.choice(("none", "curtains")),
    )
    room.panes += [[(0, 0.9, 1.0), (0, 0.9, 2.2), (0, 2.2, 2.2), (0, 2.2, 1.0)]]
    tiled_wall(room, "right", 0.9, 0.9, 3.9, 1.45, tile, rng.choice(("subway", "square")))
    run = Place(3.98, 0.95, facing="left")
    counter(stage, run, 2.9, ("drawers", "oven", "doors", "doors"), cabinet, top)
    hob(stage, Place(3.98, 2.05, facing="left"))
    sink(stage, Place(3.98, 3.1, facing="left"))
    wall_cupboard(stage, Place(3.98, 2.5, facing="left"), 1.35, cabinet)
    hood(stage, Place(3.98, 2.05, facing="left"), lift(cabinet, 0.2))
    fridge(stage, Place(2.75, 3.88))
    board(stage, Place(3.98, 2.6, 0.92, "left"))
    picture(room, "left", 2.2, 1.65, 0.6, 0.8)
    dining(stage, 1.3, 2.4)
    pendant(stage, 1.3, 2.4, rng.uniform(0.8, 0.95), kind=rng.choice(("dome", "globe", "paper")))
    if rng.random() < 0.7:
        potted(stage, Place(0.35, 3.55), rng.choice(BIG), rng.uniform(1.0, 1.4))
    room.paint_light()
    stage.paint_solids()


def dining(stage, x, z):
    """A table for three or four with its middle at (x, z)."""
    rng, home = stage.rng, stage.home
    tone, seat = (
        rng.choice((home.wood, home.wood2)),
        rng.choice((home.accent, home.wood, home.wood2)),
    )
    rug(stage, x - 1.05, z - 0.8, x + 1.05, z + 0.8)
    if rng.random() < 0.5:
        round_table(stage, Place(x, z), 0.52, 0.74, tone)
    else:
        table(stage, Place(x, z + 0.36), 1.15, 0.72, 0.74, tone)
    chair(stage, Place(x - 0.95, z, facing="right"), seat)
    chair(stage, Place(x + 0.95, z, facing="left"), seat)
    chair(stage, Place(x + 0.05, z + 0.85), seat)
    if rng.random() < 0.5:
        bowl(stage, Place(x - 0.1, z, 0.74))
    else:
        potted(
            stage, Place(x - 0.05, z, 0.74), rng.choice(("flowers", "stems")), 0.45, shadow=False
        )
    mug(stage, Place(x + 0.25, z - 0.12, 0.74))


def worktop(stage, left, right, middle, z):
    """Odds and ends on a counter."""
    rng = stage.rng
    potted(
        stage, Place(left, z, 0.92), rng.choice(("trailing", "flowers", "bush")), 0.4, shadow=False
    )
    board(stage, Place(middle, z + 0.2, 0.92))
    kettle(stage, Place(right + 0.45, z, 0.92))
