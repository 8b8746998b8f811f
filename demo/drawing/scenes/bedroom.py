"""A bedroom: the bed against the far or a side wall, by a window."""

from ..beds import HEADS, bed
from ..decor import gallery, mirror, rug
from ..lamps import pendant, table_lamp
from ..place import Place
from ..plants import BIG, potted
from ..room import radiator
from ..seats import armchair
from ..storage import bookcase, dresser, wardrobe
from ..tables import bedside, books
from ..windows import window
from .setting import enter


def draw(stage):
    rng = stage.rng
    layout = rng.choice((bed_under_art, bed_by_window, bed_along_wall))
    layout(stage)


def bed_under_art(stage):
    """Headboard on the far wall; the window is to the left and lights the bed across."""
    rng = stage.rng
    room = enter(stage, width=4.0, depth=4.1, sun_from="left", yaw=rng.uniform(-0.2, -0.05))
    window(
        room,
        "left",
        1.5,
        0.75,
        2.75,
        2.25,
        rng.choice(("sash", "grid", "casement")),
        stage.view,
        "curtains",
    )
    gallery(room, "back", 1.35, 2.85, 1.75)
    rug(stage, 0.75, 1.2, 3.5, 3.0)
    bed(
        stage,
        Place(2.1, 4.08),
        rng.choice((1.4, 1.55)),
        head=rng.choice(("panel", "arched", "channel", "spindles")),
    )
    _nightstands(stage, 2.1, 4.06, (-1.12, 1.12))
    _right_side(stage, room)
    pendant(
        stage,
        2.1,
        2.4,
        rng.uniform(0.55, 0.75),
        kind=rng.choice(("paper", "globe", "dome")),
        size=0.24,
    )
    room.paint_light()
    stage.paint_solids()


def bed_by_window(stage):
    """The window in the far wall, the bed to the left of it, seen from its foot."""
    rng = stage.rng
    room = enter(stage, width=4.2, depth=3.9, sun_from="back", yaw=rng.uniform(-0.06, 0.14))
    kind = rng.choice(("sash", "triple", "arch", "grid"))
    left, right = (2.2, 3.8) if kind == "triple" else (2.55, 3.6)
    window(
        room,
        "back",
        left,
        0.8,
        right,
        2.3,
        kind,
        stage.view,
        rng.choice(("curtains", "curtains", "blind")),
    )
    gallery(room, "left", 1.6, 3.1, 1.75)
    rug(stage, 0.9, 0.7, 3.5, 2.5)
    bed(stage, Place(1.15, 3.88), 1.4, head=rng.choice(tuple(HEADS)))
    bedside(stage, Place(2.15, 3.86), kind=rng.choice(("drawers", "round", "stool")))
    table_lamp(stage, Place(2.15, 3.66, 0.52), rng.choice(("ball", "stick", "cone")))
    radiator(room, Place(3.1, 3.86))
    potted(stage, Place(3.75, 2.7), rng.choice(BIG), rng.uniform(1.0, 1.5))
    if rng.random() < 0.6:
        armchair(stage, Place(4.0, 1.7, facing="left"))
    else:
        dresser(stage, Place(4.18, 1.4, facing="left"))
        mirror(room, "right", 1.4, 1.5, 0.6, 0.8, rng.choice(("round", "arch")))
    room.paint_light()
    stage.paint_solids()


def bed_along_wall(stage):
    """The bed lengthwise on the right, window beyond its head."""
    rng = stage.rng
    room = enter(stage, width=3.7, depth=4.0, sun_from="left", yaw=rng.uniform(0.02, 0.16))
    window(
        room,
        "back",
        0.95,
        0.8,
        1.95,
        2.3,
        rng.choice(("sash", "arch", "casement")),
        stage.view,
        rng.choice(("curtains", "blind")),
    )
    room.panes += [[(0, 0.9, 1.2), (0, 0.9, 2.3), (0, 2.2, 2.3), (0, 2.2, 1.2)]]
    gallery(room, "right", 1.8, 3.2, 1.7)
    rug(stage, 0.5, 0.6, 2.3, 2.7)
    bed(stage, Place(2.95, 3.98), 1.35, head=rng.choice(("panel", "spindles", "arched")))
    radiator(room, Place(1.45, 3.96), 0.8)
    bookcase(stage, Place(0.02, 2.75, facing="right"), 0.9, rng.uniform(1.5, 2.0))
    dresser(stage, Place(0.02, 1.55, facing="right"), 1.2)
    books(stage, Place(0.25, 1.3, 0.82), 3)
    table_lamp(stage, Place(0.25, 1.9, 0.82), rng.choice(("ball", "cone")))
    potted(stage, Place(0.5, 3.72), rng.choice(BIG), rng.uniform(0.9, 1.3))
    room.paint_light()
    stage.paint_solids()


def _nightstands(stage, x, z, sides):
    rng = stage.rng
    kind, lamp = rng.choice(("drawers", "round", "stool")), rng.choice(("ball", "stick", "cone"))
    for side in sides:
        bedside(stage, Place(x + side, z), kind=kind)
        table_lamp(stage, Place(x + side, z - 0.22, 0.52), lamp)


def _right_side(stage, room):
    rng, wall = stage.rng, room.width - 0.02
    choice = rng.randrange(3)
    if choice == 0:
        wardrobe(stage, Place(wall, 2.2, facing="left"))
    elif choice == 1:
        dresser(stage, Place(wall, 2.2, facing="left"))
        mirror(room, "right", 2.2, 1.5, 0.7, 0.9, rng.choice(("round", "arch")))
        potted(stage, Place(wall - 0.22, 1.9, 0.82), "trailing", 0.3)
        books(stage, Place(wall - 0.22, 2.5, 0.82), 3)
    else:
        potted(stage, Place(wall - 0.4, 2.9), rng.choice(BIG), rng.uniform(1.2, 1.7))
        armchair(stage, Place(wall - 0.05, 1.9, facing="left"))
