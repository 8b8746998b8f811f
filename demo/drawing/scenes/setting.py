"""What every room scene begins with: a camera, a sun, and an empty room."""

from ..color import dim, lift, mix
from ..geometry import Camera
from ..room import Room


def enter(
    stage,
    width,
    depth,
    sun_from,
    yaw=0.0,
    eye_x=None,
    eye_y=1.45,
    back=1.5,
    wide=0.98,
    dado=None,
    floor=None,
    colors=None,
):
    """Put the viewer in the open side of a room of that many metres and paint its shell."""
    rng, size = stage.rng, stage.canvas.size
    base = max(size[0], size[1] * 4 / 3)
    eye = (width / 2 + rng.uniform(-0.25, 0.25) if eye_x is None else eye_x, eye_y, -back)
    stage.camera = Camera(eye, yaw, base * wide, (size[0] / 2, size[1] * 0.385))
    stage.sun, stage.rays = SUNS[sun_from]
    stage.view = rng.choice(VIEWS)
    room = Room(stage, width, depth, near=-back + 0.1)
    room.paint_shell(
        floor or stage.home.parquet, colors or wall_colors(stage), dado or rng.choice(DADOS)
    )
    return room


SUNS = {
    "left": ((-0.6, 0.68, -0.42), (-0.85, 0.8, -0.22)),
    "right": ((0.6, 0.68, -0.42), (0.85, 0.8, -0.22)),
    "back": ((-0.35, 0.75, -0.55), (-0.3, 0.72, 0.6)),
}
VIEWS = ("trees", "trees", "houses", "houses", "lake")
DADOS = ("plain", "plain", "plain", "wainscot", "mouldings", "stripes", "beadboard", "bricks")


def wall_colors(stage):
    home, rng = stage.home, stage.rng
    main = home.wall
    feature = rng.choice((main, main, home.wall2))
    if home.dark_walls:
        feature, main = main, mix(home.cloth2, home.wall2, 0.12)
    dado = rng.choice((lift(main, 0.55), home.wall2, dim(main, 0.12)))
    return {"back": feature, "left": main, "right": main, "dado": dado}
