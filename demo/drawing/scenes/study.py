"""A desk to work at: under the window, or in a corner with shelves."""

from ..decor import gallery, picture, rug
from ..lamps import desk_lamp, floor_lamp, pendant, table_lamp
from ..place import Place
from ..plants import BIG, potted
from ..seats import armchair, chair, desk_chair
from ..storage import basket, bookcase, wall_shelf
from ..tables import books, drawer_desk, laptop, mug, table
from ..windows import window
from .setting import enter


def draw(stage):
    stage.rng.choice((desk_at_window, desk_under_shelves))(stage)


def desk_at_window(stage):
    rng = stage.rng
    room = enter(
        stage, width=3.4, depth=3.2, sun_from="back", yaw=rng.uniform(-0.08, 0.1), back=1.35
    )
    kind = rng.choice(("grid", "sash", "arch", "casement", "picture"))
    wide = 0.95 if kind in ("picture", "casement") else 0.6
    window(
        room,
        "back",
        1.7 - wide,
        0.95,
        1.7 + wide,
        2.35,
        kind,
        stage.view,
        rng.choice(("none", "curtains", "blind")),
    )
    rug(stage, 0.7, 0.7, 2.8, 2.3)
    desk(stage, Place(1.7, 3.1), 1.5)
    seat(stage, 1.62, 2.05)
    bookcase(stage, Place(3.38, 2.2, facing="left"), 1.0, rng.uniform(1.5, 2.1))
    potted(stage, Place(0.45, 2.75), rng.choice(BIG), rng.uniform(1.1, 1.6))
    gallery(room, "left", 0.9, 2.3, 1.65)
    basket(stage, Place(0.4, 1.7))
    pendant(
        stage,
        1.7,
        1.9,
        rng.uniform(0.5, 0.65),
        kind=rng.choice(("globe", "cone", "paper", "dome")),
        size=0.2,
    )
    room.paint_light()
    stage.paint_solids()


def desk_under_shelves(stage):
    rng = stage.rng
    room = enter(
        stage, width=3.6, depth=3.2, sun_from="left", yaw=rng.uniform(-0.16, -0.02), back=1.35
    )
    window(
        room,
        "left",
        1.2,
        0.8,
        2.3,
        2.3,
        rng.choice(("sash", "grid", "casement")),
        stage.view,
        "curtains",
    )
    rug(stage, 0.8, 0.8, 2.9, 2.4)
    desk(stage, Place(1.75, 3.18), 1.4)
    for y in (1.42, 1.82):
        wall_shelf(stage, Place(1.75, 3.18, y), 1.3)
    seat(stage, 1.7, 2.1)
    picture(room, "back", 2.85, 1.6, 0.5, 0.66)
    potted(stage, Place(0.5, 2.8), rng.choice(BIG), rng.uniform(1.0, 1.5))
    if rng.random() < 0.5:
        armchair(stage, Place(3.4, 1.9, facing="left"))
        floor_lamp(stage, Place(3.25, 2.8))
    else:
        bookcase(stage, Place(3.58, 1.9, facing="left"), 1.1, 1.9)
    room.paint_light()
    stage.paint_solids()


def desk(stage, place, width):
    rng = stage.rng
    if rng.random() < 0.5:
        drawer_desk(stage, place, width)
    else:
        table(stage, place, width, 0.6, 0.74, rng.choice((stage.home.wood, stage.home.wood2)))
    laptop(stage, place.moved(rng.uniform(-0.1, 0.05), 0.74, 0.22))
    rng.choice((desk_lamp, lambda s, p: table_lamp(s, p, "stick")))(
        stage, place.moved(-width / 2 + 0.2, 0.74, 0.25)
    )
    books(stage, place.moved(width / 2 - 0.22, 0.74, 0.2), 4)
    mug(stage, place.moved(0.28, 0.74, 0.42))
    potted(
        stage,
        place.moved(width / 2 - 0.48, 0.74, 0.14),
        rng.choice(("trailing", "flowers", "snake")),
        0.34,
        shadow=False,
    )


def seat(stage, x, z):
    """Turned a little away from the desk's middle, its back to the viewer."""
    if stage.rng.random() < 0.55:
        desk_chair(stage, Place(x, z, facing="desk"))
    else:
        chair(stage, Place(x, z, facing="desk"), stage.home.wood2, stage.home.accent)
