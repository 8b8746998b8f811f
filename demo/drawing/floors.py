"""Floor patterns, laid plank by plank or tile by tile."""

from .color import Color, dim, lift, vary


def lay_floor(stage, kind: str, width: float, near: float, depth: float):
    base = stage.home.floor
    flat(stage, (0, near, width, depth), dim(base, 0.25))
    {"planks": planks, "wide": wide_planks, "herringbone": chevron, "tiles": checks}[kind](
        stage, width, near, depth, base
    )


def flat(stage, rect, color: Color, y=0.0):
    x0, z0, x1, z1 = rect
    stage.face([(x0, y, z1), (x1, y, z1), (x1, y, z0), (x0, y, z0)], color)


def planks(stage, width, near, depth, base, plank=0.125, gap=0.004):
    rng = stage.rng
    x = 0.0
    while x < width:
        z = near - rng.uniform(0, 1.2)
        while z < depth:
            end = min(z + rng.uniform(0.9, 1.7), depth)
            color = vary(base, rng, 0.09)
            edge = min(x + plank - gap, width)
            flat(stage, (x, max(z, near), edge, end - gap), color)
            z += max(end - z, 0.1)
        x += plank


def wide_planks(stage, width, near, depth, base):
    planks(stage, width, near, depth, lift(base, 0.12), plank=0.21, gap=0.006)


def chevron(stage, width, near, depth, base, column=0.42, board=0.13):
    rise = column * 0.75
    count = int(width / column) + 1
    for c in range(count):
        x0, x1 = c * column, min((c + 1) * column, width)
        up, down = (0, rise) if c % 2 else (rise, 0)
        z = near - rise
        while z < depth:
            quad = [(x0, z + up), (x1, z + down), (x1, z + down + board), (x0, z + up + board)]
            points = [(x, 0, min(max(v, near), depth)) for x, v in quad]
            stage.face(points, vary(dim(base, 0.05 * (c % 2)), stage.rng, 0.06))
            z += board + 0.004


def checks(stage, width, near, depth, base, tile=0.32):
    light, dark = stage.tiles
    for i in range(int(width / tile) + 1):
        for j in range(int((depth - near) / tile) + 2):
            x, z = i * tile, depth - (j + 1) * tile
            color = vary(dark if (i + j) % 2 else light, stage.rng, 0.03)
            flat(stage, (x, max(z, near), min(x + tile - 0.006, width), z + tile - 0.006), color)
