"""The empty room: floor, walls, ceiling, trims, and the light that falls through its windows."""

from .color import dim, lift, mix, vary
from .floors import lay_floor
from .geometry import clip_to_box, hull
from .solids import box


class Room:
    def __init__(self, stage, width, depth, height=2.7, near=-1.0):
        self.stage, self.width, self.depth, self.height = stage, width, depth, height
        self.near, self.open_air = near, False
        self.panes: list[list] = []
        self.bold_curtains = stage.rng.random() < 0.35

    def plane(self, wall: str):
        """A function from wall coordinates (along, up, off the wall) to a point in the room."""
        return {
            "back": lambda u, v, off=0.0: (u, v, self.depth - off),
            "left": lambda u, v, off=0.0: (off, v, u),
            "right": lambda u, v, off=0.0: (self.width - off, v, u),
        }[wall]

    def span(self, wall: str) -> tuple[float, float]:
        return (0, self.width) if wall == "back" else (self.near, self.depth)

    def normal(self, wall: str):
        return {"back": (0, 0, -1), "left": (1, 0, 0), "right": (-1, 0, 0)}[wall]

    def patch(self, wall, u0, v0, u1, v1, color, off=0.0, fade=0.0, normal=None):
        at = self.plane(wall)
        points = [at(u0, v1, off), at(u1, v1, off), at(u1, v0, off), at(u0, v0, off)]
        self.stage.face(points, color, normal, fade)

    def paint_shell(self, floor: str, colors: dict, dado="plain"):
        stage = self.stage
        lay_floor(stage, floor, self.width, self.near, self.depth)
        for wall in ("back", "left", "right"):
            color = self._wall_color(wall, colors)
            u0, u1 = self.span(wall)
            self.patch(wall, u0, 0, u1, self.height, color, fade=0.1)
            DADOS[dado](self, wall, color, colors)
            self._trims(wall, colors)
        ceiling = mix((255, 252, 245), colors["back"], 0.06)
        x, n, d, h = self.width, self.near, self.depth, self.height
        stage.face([(0, h, d), (x, h, d), (x, h, n), (0, h, n)], dim(ceiling, 0.06))

    def _wall_color(self, wall, colors):
        normal = self.normal(wall)
        away = sum(n * s for n, s in zip(normal, self.stage.sun, strict=True))
        color = colors.get(wall, colors["back"])
        return lift(color, 0.14 * away) if away > 0 else dim(color, -0.2 * away, (160, 130, 150))

    def _trims(self, wall, colors):
        stage, (u0, u1) = self.stage, self.span(wall)
        white = mix((250, 245, 236), colors["back"], 0.1)
        trim = stage.lit(white, self.normal(wall))
        self.patch(wall, u0, 0, u1, 0.13, trim, 0.01)
        self.patch(wall, u0, 0.125, u1, 0.14, lift(trim, 0.5), 0.01)
        self.patch(wall, u0, self.height - 0.07, u1, self.height, lift(trim, 0.2), 0.01)

    def paint_light(self):
        """Sunlight from the panes and the shadows of everything standing, on floor and walls."""
        stage = self.stage
        shade = [s for low, high in stage.casts for s in self._cast(low, high, stage.sun)]
        soft, power = (26, 0.3) if stage.light.sunlight else (40, 0.34)
        stage.darken([self._screen(s) for s in shade], power, soft)
        foot = [_footprint(low, high) for low, high in stage.casts if low[1] < 0.3]
        stage.darken([self._screen(f) for f in foot], 0.42, 9)
        if stage.light.sunlight:
            self._paint_sun()
        stage.casts = []

    def _paint_sun(self):
        stage = self.stage
        bright = [self._screen(s) for pane in self.panes for s in self._fall(pane, stage.rays)]
        blocked = [
            self._screen(s) for low, high in stage.casts for s in self._cast(low, high, stage.rays)
        ]
        stage.brighten(bright, blocked + stage.flares, stage.light.sunlight)

    def _screen(self, points):
        return self.stage.camera.project(points) if len(points) > 2 else []

    def _cast(self, low, high, toward):
        corners = [
            (x, y, z)
            for x in _ends(low, high, 0)
            for y in _ends(low, high, 1)
            for z in _ends(low, high, 2)
        ]
        return self._fall(corners, toward)

    def _fall(self, points, toward):
        """Where points land on floor, far wall and the side walls along the light."""
        w, d, h = self.width, self.depth, self.height
        sides = [(1, 0.0, (0, self.near), (w, d), (0, 2))]
        if toward[2] < -0.05 and not self.open_air:
            sides.append((2, d, (0, 0), (w, h), (0, 1)))
        if abs(toward[0]) > 0.05 and not self.open_air:
            sides.append((0, w if toward[0] < 0 else 0.0, (0, self.near), (h, d), (1, 2)))
        shapes = []
        for axis, level, low, high, keep in sides:
            landed = [_slide(p, toward, axis, level) for p in points]
            flat = clip_to_box(hull([tuple(p[k] for k in keep) for p in landed]), low, high)
            shapes.append([_restore(q, keep, axis, level) for q in flat])
        return shapes


def _ends(low, high, axis):
    return (low[axis], high[axis])


def _slide(p, toward, axis, level):
    t = (p[axis] - level) / toward[axis]
    return tuple(a - t * b for a, b in zip(p, toward, strict=True))


def _restore(pair, keep, axis, level):
    point = [level] * 3
    point[keep[0]], point[keep[1]] = pair
    return tuple(point)


def _footprint(low, high, margin=0.02):
    x0, x1, z0, z1 = low[0] - margin, high[0] + margin, low[2] - margin, high[2] + margin
    return [(x0, 0, z0), (x1, 0, z0), (x1, 0, z1), (x0, 0, z1)]


def _plain(room, wall, color, colors):
    pass


def _wainscot(room, wall, color, colors):
    u0, u1 = room.span(wall)
    low = room._wall_color(wall, {"back": colors["dado"]})
    room.patch(wall, u0, 0, u1, 0.95, low, fade=0.08)
    room.patch(wall, u0, 0.95, u1, 0.99, lift(low, 0.35), 0.015)
    u = u0 + 0.12
    while u + 0.5 < u1:
        room.patch(wall, u, 0.22, u + 0.48, 0.85, dim(low, 0.1))
        room.patch(wall, u + 0.015, 0.22, u + 0.48, 0.835, low)
        u += 0.6


def _beadboard(room, wall, color, colors):
    u0, u1 = room.span(wall)
    low = room._wall_color(wall, {"back": colors["dado"]})
    room.patch(wall, u0, 0, u1, 1.15, low, fade=0.08)
    u = u0
    while u < u1:
        room.patch(wall, u, 0.1, u + 0.008, 1.12, dim(low, 0.13))
        u += 0.11
    room.patch(wall, u0, 1.12, u1, 1.17, lift(low, 0.4), 0.02)


def _mouldings(room, wall, color, colors):
    u0, u1 = room.span(wall)
    edge, shadow, u = lift(color, 0.3), dim(color, 0.12), u0 + 0.2
    while u + 0.9 < u1:
        for v0, v1 in ((0.28, 0.85), (1.0, room.height - 0.25)):
            for tone, inset in ((shadow, 0), (edge, 0.012), (color, 0.026)):
                room.patch(wall, u + inset, v0 + inset, u + 0.9 - inset, v1 - inset, tone)
        u += 1.08


def _stripes(room, wall, color, colors):
    u0, u1 = room.span(wall)
    u, tone = u0, mix(color, room._wall_color(wall, {"back": colors["dado"]}), 0.22)
    while u < u1:
        room.patch(wall, u, 0.13, min(u + 0.14, u1), room.height, tone)
        u += 0.28


def _bricks(room, wall, color, colors):
    if wall != "back":
        return
    rng, (u0, u1) = room.stage.rng, room.span(wall)
    brick = dim(room.stage.brick, 0.06)
    room.patch(wall, u0, 0, u1, room.height, lift(brick, 0.3))
    for row in range(int(room.height / 0.085) + 1):
        u = u0 - (0.13 if row % 2 else 0)
        while u < u1:
            a, b = max(u, u0), min(u + 0.25, u1)
            room.patch(
                wall,
                a,
                row * 0.085,
                b,
                min(row * 0.085 + 0.073, room.height),
                vary(brick, rng, 0.14),
            )
            u += 0.262


DADOS = {
    "plain": _plain,
    "wainscot": _wainscot,
    "beadboard": _beadboard,
    "mouldings": _mouldings,
    "stripes": _stripes,
    "bricks": _bricks,
}


def radiator(room, place, length=0.9):
    """Cast iron under the window, as in every old flat here."""
    with room.stage.group(sort=True):
        _radiator(room.stage, place, length)


def _radiator(stage, place, length):
    iron = mix((242, 236, 226), stage.home.wall, 0.12)
    fins = int(length / 0.085)
    for k in range(fins):
        x = -length / 2 + k * 0.085
        box(stage, place, (x, 0.1, 0.04), (x + 0.06, 0.66, 0.2), iron, 0.2, shadow=False)
    box(stage, place, (-length / 2, 0, 0.06), (-length / 2 + 0.06, 0.1, 0.18), iron)
    box(stage, place, (length / 2 - 0.11, 0, 0.06), (length / 2 - 0.05, 0.1, 0.18), iron)
    low, high = place.bounds((-length / 2, 0, 0), (length / 2, 0.66, 0.2))
    stage.casts.append((low, high))
