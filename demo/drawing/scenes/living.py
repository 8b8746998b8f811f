"""A living room: sofa, low table, rug, and a wall of windows or books."""

from ..decor import gallery, picture, rug
from ..lamps import floor_lamp, pendant, tripod_lamp
from ..place import Place
from ..plants import BIG, potted
from ..room import radiator
from ..seats import armchair, sofa
from ..storage import basket, bookcase
from ..tables import books, bowl, mug, round_table, table
from ..windows import window
from .setting import enter


def draw(stage):
    stage.rng.choice((sofa_under_art, sofa_by_bay, corner_of_books))(stage)


def sofa_under_art(stage):
    """The sofa on the far wall, windows on the left."""
    rng = stage.rng
    room = enter(stage, width=4.8, depth=4.2, sun_from="left", yaw=rng.uniform(-0.2, -0.02))
    kind = rng.choice(("sash", "grid", "casement"))
    for u in (0.9, 2.4):
        window(
            room, "left", u, 0.7, u + 1.1, 2.3, kind, stage.view, "curtains" if u > 2 else "none"
        )
    gallery(room, "back", 1.6, 3.4, 1.72)
    rug(stage, 1.0, 1.4, 4.1, 3.4)
    sofa(stage, Place(2.5, 4.15), rng.choice((2.0, 2.2)), rng.choice((2, 3)))
    low_table(stage, 2.45, 2.6)
    rng.choice((floor_lamp, tripod_lamp))(stage, Place(4.05, 3.75))
    potted(stage, Place(0.75, 3.7), rng.choice(BIG), rng.uniform(1.2, 1.8))
    if rng.random() < 0.6:
        armchair(stage, Place(4.5, 2.3, facing="left"), stage.home.accent)
    else:
        bookcase(stage, Place(4.78, 2.4, facing="left"), 1.1, 1.9)
    room.paint_light()
    stage.paint_solids()


def sofa_by_bay(stage):
    """Three tall windows in the far wall; the sofa stands on the left, facing across."""
    rng = stage.rng
    room = enter(stage, width=4.6, depth=4.0, sun_from="back", yaw=rng.uniform(-0.06, 0.1))
    kind = rng.choice(("sash", "grid", "arch", "arch"))
    for u in (0.75, 1.8, 2.85):
        window(room, "back", u, 0.55, u + 0.85, 2.35, kind, stage.view, "none")
    rug(stage, 0.9, 0.9, 3.7, 3.0)
    sofa(stage, Place(0.04, 2.05, facing="right"), 1.9, 2)
    low_table(stage, 2.05, 1.95)
    radiator(room, Place(2.2, 3.96), 1.0)
    potted(stage, Place(0.5, 3.5), rng.choice(BIG), rng.uniform(1.3, 1.8))
    armchair(
        stage, Place(4.35, 2.5, facing="left"), rng.choice((stage.home.accent, stage.home.wall2))
    )
    floor_lamp(stage, Place(4.15, 3.55))
    gallery(room, "left", 1.3, 2.7, 1.75)
    picture(room, "right", 2.4, 1.7, 0.7, 0.9)
    pendant(stage, 2.2, 2.2, rng.uniform(0.5, 0.7), kind=rng.choice(("paper", "globe", "dome")))
    room.paint_light()
    stage.paint_solids()


def corner_of_books(stage):
    """Bookcases on either side of one window, an armchair to read in."""
    rng = stage.rng
    room = enter(stage, width=4.4, depth=3.9, sun_from="back", yaw=rng.uniform(-0.1, 0.1))
    window(
        room,
        "back",
        1.65,
        0.75,
        2.75,
        2.3,
        rng.choice(("arch", "grid", "sash", "casement")),
        stage.view,
        "none",
    )
    rug(stage, 0.9, 0.8, 3.6, 2.8)
    tone = rng.choice((stage.home.wood, stage.home.wall2, stage.home.wood2))
    for x in (0.75, 3.65):
        bookcase(stage, Place(x, 3.88), 1.3, 2.3, color=tone, shelves=6)
    radiator(room, Place(2.2, 3.86))
    sofa(stage, Place(4.36, 2.0, facing="left"), 1.8, 2)
    armchair(stage, Place(0.3, 2.3, facing="right"), stage.home.accent)
    floor_lamp(stage, Place(0.35, 3.2))
    low_table(stage, 2.2, 2.0)
    basket(stage, Place(3.1, 3.3))
    if rng.random() < 0.6:
        potted(stage, Place(1.65, 3.5), rng.choice(BIG), rng.uniform(0.8, 1.1))
    room.paint_light()
    stage.paint_solids()


def low_table(stage, x, z):
    """A coffee table, its middle at (x, z), laid with what the evening left."""
    rng, home = stage.rng, stage.home
    if rng.random() < 0.5:
        round_table(
            stage, Place(x, z), rng.uniform(0.4, 0.48), 0.38, foot=rng.choice(("pedestal", "legs"))
        )
    else:
        table(stage, Place(x, z + 0.28), 1.05, 0.56, 0.38, rng.choice((home.wood, home.wood2)))
    pile = books(stage, Place(x - 0.2, z, 0.38), rng.choice((2, 3)))
    mug(stage, Place(x - 0.2, z, 0.38 + pile))
    if rng.random() < 0.5:
        bowl(stage, Place(x + 0.2, z, 0.38))
    else:
        potted(
            stage,
            Place(x + 0.2, z, 0.38),
            rng.choice(("flowers", "stems", "trailing")),
            0.42,
            shadow=False,
        )
