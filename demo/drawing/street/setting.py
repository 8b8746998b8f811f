"""What every picture of a building begins with: the sky and the far end of the street."""

from ..geometry import Camera
from ..outlook import clouds, paint_sky, rooftops, treetops


def stand(stage, far=18.0, eye_y=2.3, eye_x=0.0, yaw=0.0, horizon=0.76, wide=0.98):
    """The viewer across the street, the building's front at z = 0."""
    size, rng = stage.canvas.size, stage.rng
    base = max(size[0], size[1] * 4 / 3)
    stage.camera = Camera((eye_x, eye_y, -far), yaw, base * wide, (size[0] / 2, size[1] * horizon))
    stage.sun = rng.choice(((-0.6, 0.62, -0.5), (0.6, 0.62, -0.5)))
    level = size[1] * horizon
    paint_sky(stage.canvas, stage.light, level)
    clouds(stage.canvas, rng, stage.light, level, 4)
    rooftops(stage.canvas, rng, stage.light, 0, size[0], level + 20, size[1] * 0.16)
    treetops(stage.canvas, rng, stage.light, -100, size[0] + 100, level + 20, size[1] * 0.2)
