"""A wooden house: clapboard, a gable, and a deep front porch."""

from ..color import dim, lift, mix, rgb
from ..solids import paint_box
from ..street.ground import bicycle, fence, steps, street
from ..street.openings import door, opening
from ..street.setting import stand
from ..street.trees import shrub, tree
from ..street.walls import Wall, clapboard, panel, stonework

PAINTS = tuple(
    map(
        rgb,
        (
            "e9dcc0",
            "8fa7a3",
            "c9d2c4",
            "d8a05f",
            "5f7d86",
            "b86a58",
            "a9b58f",
            "f1ece0",
            "7c6a86",
            "d9b8a8",
        ),
    )
)
SLATES = tuple(map(rgb, ("5d5560", "6b5a55", "4f5a63", "8a5a4a")))
WHITE = rgb("f8f2e6")


def draw(stage):
    rng = stage.rng
    stand(stage, far=15.5, yaw=rng.uniform(-0.08, 0.08), eye_x=rng.uniform(-1, 1), horizon=0.73)
    paint, slate = rng.choice(PAINTS), rng.choice(SLATES)
    side = rng.choice((-1, 1))
    street(stage, -side * 1.9)
    _neighbours(stage, slate)
    tree(stage, side * 6.0, 3.0, 9.5)
    house(stage, paint, slate, side)
    _garden(stage, side)


def _neighbours(stage, slate):
    rng = stage.rng
    for x in (-11.5, 11.5):
        front = Wall(x - 4, 2, x + 4, 2)
        tone = mix(rng.choice(PAINTS), stage.light.sky[1], 0.2)
        clapboard(stage, front, 0, 0, 8, 5.6, tone, 0.3)
        for u in (1.2, 3.4, 5.6):
            for v in (0.9, 3.3):
                opening(stage, front, u, v, 1.0, 1.5, WHITE, WHITE)
        gable(stage, front, 5.6, 3.0, tone, slate, over=0.3)


def gable(stage, wall, v, rise, paint, slate, over=0.45):
    """The triangle over a wall, with its eaves."""
    w = wall.width
    stage.face([wall.at(0, v), wall.at(w, v), wall.at(w / 2, v + rise)], paint, wall.normal, 0.08)
    course, y = 0.16, v
    line = dim(stage.lit(paint, wall.normal), 0.14, stage.light.shade)
    while y < v + rise - 0.1:
        half = w / 2 * (1 - (y - v) / rise)
        stage.stroke([wall.at(w / 2 - half, y), wall.at(w / 2 + half, y)], line, 0.02)
        y += course
    thick, slope = 0.34, rise / (w / 2)
    for sign in (-1, 1):
        low, top = w / 2 + sign * (w / 2 + over), w / 2
        shade = [
            wall.at(low, v - over * slope - 0.22),
            wall.at(top, v + rise - 0.22),
            wall.at(top, v + rise),
            wall.at(low, v - over * slope),
        ]
        stage.veil(shade, stage.light.shade, 0.4, 6)
        edge = [
            wall.at(low, v - over * slope, 0.3),
            wall.at(top, v + rise, 0.3),
            wall.at(top, v + rise + thick, 0.3),
            wall.at(low, v - over * slope + thick, 0.3),
        ]
        stage.face(edge, slate, wall.normal)
        trim = [
            wall.at(low, v - over * slope - 0.06, 0.3),
            wall.at(top, v + rise - 0.06, 0.3),
            wall.at(top, v + rise + 0.1, 0.3),
            wall.at(low, v - over * slope + 0.1, 0.3),
        ]
        stage.face(trim, WHITE, wall.normal)


def house(stage, paint, slate, side, half=3.9, base=0.75, eaves=6.4):
    rng = stage.rng
    front = Wall(-half, 0, half, 0)
    stonework(stage, front, 0, 0, 2 * half, base, rgb("a89a90"))
    clapboard(stage, front, 0, base, 2 * half, eaves, paint)
    for u in (0, 2 * half - 0.16):
        panel(stage, front, u, base, u + 0.16, eaves, WHITE, 0.02)
    gable(stage, front, eaves, rng.uniform(2.4, 3.0), lift(paint, 0.1), slate)
    kind = rng.choice(("sash", "sash", "grid"))
    for u in (1.1, 2.85, 4.0, 5.75):
        opening(stage, front, u, 4.25, 0.95, 1.55, WHITE, WHITE, kind)
    opening(stage, front, half - 0.45, 6.85, 0.9, 1.25, WHITE, WHITE, rng.choice(("arch", "sash")))
    entry = half - side * 1.9
    bay = half + side * 1.4
    opening(stage, front, bay - 1.2, base + 0.75, 2.4, 1.6, WHITE, WHITE, "wide")
    door(
        stage,
        front,
        entry - 0.5,
        base,
        color=rng.choice((stage.home.accent, rgb("a33f35"), rgb("2f5a5f"), rgb("e0a83f"))),
        stone=WHITE,
        fan=False,
    )
    _porch(stage, side, half, base, slate, paint)


def _porch(stage, side, half, base, slate, paint):
    """A floor, posts, rails and a roof two metres deep before the wall."""
    deep, top = -2.0, base + 2.75
    wood = mix(WHITE, paint, 0.12)
    stage.veil(
        [
            (-half, base, -0.01),
            (half, base, -0.01),
            (half, top + 0.3, -0.01),
            (-half, top + 0.3, -0.01),
        ],
        stage.light.shade,
        0.28,
        4,
    )
    paint_box(
        stage, (-half - 0.1, 0, deep), (half + 0.1, base - 0.14, deep + 0.05), dim(paint, 0.35), 0.2
    )
    paint_box(stage, (-half - 0.15, base - 0.14, deep), (half + 0.15, base, 0), dim(wood, 0.08), 0)
    _swing(stage, side, base)
    entry = -side * 1.9
    steps(stage, entry, 1.6, base, 4, mix(rgb("b9aca0"), wood, 0.4), deep + 0.9)
    for k in range(5):
        x = -half + 0.1 + k * (2 * half - 0.2) / 4
        if abs(x - entry) > 0.55:
            paint_box(stage, (x - 0.1, base, deep), (x + 0.1, top, deep + 0.2), wood, 0.1)
    _rail(stage, -half + 0.1, half - 0.1, base, deep, entry, wood)
    beam = Wall(-half - 0.1, deep, half + 0.1, deep)
    panel(stage, beam, 0, top, beam.width, top + 0.26, wood, 0.02)
    roof = [
        (-half - 0.45, top + 0.24, deep - 0.35),
        (half + 0.45, top + 0.24, deep - 0.35),
        (half + 0.1, top + 1.05, 0),
        (-half - 0.1, top + 1.05, 0),
    ]
    stage.face(roof, slate, (0, 0.9, -0.4))
    for k in range(1, 6):
        t = k / 6
        line = [
            (-half - 0.45 + 0.35 * t, top + 0.24 + 0.81 * t, deep * (1 - t) - 0.35 * (1 - t)),
            (half + 0.45 - 0.35 * t, top + 0.24 + 0.81 * t, deep * (1 - t) - 0.35 * (1 - t)),
        ]
        stage.stroke(line, dim(slate, 0.12), 0.03)
    eave = [
        (-half - 0.45, top + 0.1, deep - 0.35),
        (half + 0.45, top + 0.1, deep - 0.35),
        (half + 0.45, top + 0.26, deep - 0.35),
        (-half - 0.45, top + 0.26, deep - 0.35),
    ]
    stage.face(eave, WHITE, (0, 0, -1))


def _rail(stage, left, right, base, z, entry, wood):
    x = left
    while x < right:
        if abs(x - entry) > 0.85:
            stage.stroke(
                [(x, base + 0.1, z), (x, base + 0.8, z)], stage.lit(wood, (0, 0, -1)), 0.04
            )
        x += 0.16
    for a, b in ((left, entry - 0.8), (entry + 0.8, right)):
        if b - a > 0.2:
            for y in (0.1, 0.84):
                stage.stroke([(a, base + y, z), (b, base + y, z)], wood, 0.07)


def _swing(stage, side, base):
    x, tone = side * 1.5, stage.home.accent
    for dx in (-0.65, 0.65):
        stage.stroke([(x + dx, base + 0.4, -1), (x + dx, base + 2.7, -1)], rgb("4d4652"), 0.025)
    paint_box(stage, (x - 0.7, base + 0.4, -1.2), (x + 0.7, base + 0.48, -0.7), tone)
    paint_box(stage, (x - 0.7, base + 0.48, -0.75), (x + 0.7, base + 0.95, -0.7), tone)


def _garden(stage, side):
    rng = stage.rng
    blooms = (stage.home.accent, rgb("c8559a"), rgb("e8b83d"), rgb("f4ede0"))
    for x in (-3.6, -2.6, -1.0, 0.1, 1.2, 2.6, 3.6):
        if abs(x + side * 1.9) > 1.2:
            shrub(stage, x, -2.5, 1.2, rng.uniform(0.55, 0.85), None, rng.choice(blooms))
    for x in (-side * 0.6, -side * 3.2):
        shrub(stage, x, -3.1, 0.35, 0.35, rgb("e07b2a"))
    if rng.random() < 0.5:
        fence(stage, -9, 9, -3.9, 0.8, gap=(-side * 1.9 - 0.85, -side * 1.9 + 0.85))
    if rng.random() < 0.5:
        bicycle(stage, side * rng.uniform(1.5, 3.0), -4.4)
    tree(stage, side * rng.uniform(5.6, 6.2), -5.2, rng.uniform(7.5, 9.0), lean=-side * 0.02)
    if rng.random() < 0.4:
        tree(stage, -side * 6.2, -5.6, rng.uniform(6.5, 8.0))
