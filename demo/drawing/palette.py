"""What a home looks like: one seed gives it walls, woods, textiles and an hour of the day."""

from dataclasses import dataclass
from random import Random

from .chance import seeded
from .color import Color, rgb, turn_hue

# wall, second wall, main textile, second textile, accent
STORIES = (
    "f3e7d3 d9a58a c8694a f0d9b8 4e2a84",
    "dfe3d0 93a586 e9c46a f6efe0 d2683f",
    "f2d9d0 c98f86 7a3b57 f7ebe1 5d7f73",
    "dbe6ea 88a9b8 2f5d7c f3eee2 e6884f",
    "f6ead0 e2b857 3f6f6b f8f1e2 cf5a3c",
    "e9e0ee a48bbd 5b3a8c f6eef2 e8b04c",
    "f1efe8 bfb6a3 d8a24a e9e0d0 3b5b52",
    "cfdccf 4f7360 e3a07a f4ecdc 9c4430",
    "e8c9b2 b5694a f3e6d6 7e9a86 34435e",
    "f4e3dc e3a79a 55739b fbf3ea d9953b",
    "dcd3c4 8a7560 4c6b4f efe6d6 cf7f4f",
    "e4ecdf a9bf95 c46d7c f8f3e9 4e2a84",
    "34506a 274058 e0a458 f1e4d0 d9684a",
    "44604f 33493d e7b78f f5ead8 c95d3d",
    "f7e6c4 eaa963 8b4a6b fbf2de 46806f",
    "e6dcd2 b48f8f 9d4a4a f4e9de 6a7d5a",
    "d3dfe0 6f9a98 e88d67 f7efe2 2f4858",
    "efe3ea c79ab5 3f7d78 f9f1ee e2a33f",
    "5a3f63 473150 e3b57c f3e5dc 7fa08c",
    "f0e4cb 9fae7a 37618a f8f2e4 d5573b",
    "d8c6b4 a3745a 2e6f73 f2e7d8 e8a94e",
    "e3e6ee 9aa3c9 e3a13c f6f3ec 6b4a9e",
)

FLOORS = tuple(map(rgb, ["d9a66e", "c58b55", "e3c193", "a86f45", "8a5a3c", "dcb58a", "cfa783"]))
WOODS = tuple(map(rgb, ["c98f57", "8b5a3a", "e2bd8c", "a5693f", "5f4034", "f2ebdf", "d8a878"]))
METALS = tuple(map(rgb, ["c9a14f", "3d3a44", "b6b9bd", "8f6a4a"]))
LEAVES = tuple(map(rgb, ["4f7f52", "3c6b56", "6d9150", "80995a", "2f5f4a"]))
AUTUMN = tuple(map(rgb, ["e0912f", "d9652b", "c4442d", "e8b83d", "b5762a", "93a04a"]))


@dataclass(frozen=True)
class Light:
    hour: str
    warm: Color
    shade: Color
    sun: Color
    sunlight: float
    air: Color
    corner: Color
    sky: tuple[Color, Color]


LIGHTS = {
    "morning": Light(
        "morning",
        rgb("fffaf0"),
        rgb("7f7396"),
        rgb("fff6dc"),
        0.5,
        rgb("ffffff"),
        rgb("efe9ee"),
        (rgb("9fcbe6"), rgb("f3f1e4")),
    ),
    "noon": Light(
        "noon",
        rgb("ffffff"),
        rgb("7c7690"),
        rgb("fffbee"),
        0.34,
        rgb("ffffff"),
        rgb("f1eef0"),
        (rgb("7dbbe4"), rgb("dfeef2")),
    ),
    "golden": Light(
        "golden",
        rgb("ffeccb"),
        rgb("7a5470"),
        rgb("ffd791"),
        0.62,
        rgb("fff6e6"),
        rgb("eed6cc"),
        (rgb("f2b27a"), rgb("ffe9bd")),
    ),
    "evening": Light(
        "evening",
        rgb("ffe2b0"),
        rgb("54406f"),
        rgb("ffcf90"),
        0.0,
        rgb("cdb0b8"),
        rgb("9580a8"),
        (rgb("3d3a72"), rgb("ee9a78")),
    ),
}
HOURS = ("morning", "noon", "golden", "morning", "golden", "evening", "noon", "morning")


@dataclass(frozen=True)
class Home:
    wall: Color
    wall2: Color
    cloth: Color
    cloth2: Color
    accent: Color
    floor: Color
    wood: Color
    wood2: Color
    metal: Color
    leaf: Color
    parquet: str
    light: Light

    @property
    def dark_walls(self) -> bool:
        return sum(self.wall) < 330


def furnish(seed: int, rng: Random) -> Home:
    """The home's own choices come from its seed alone; the hour may differ from photo to photo."""
    own = seeded(f"home {seed}")
    story = STORIES[(seed * 7 + own.randrange(3)) % len(STORIES)]
    shift = own.uniform(-9, 9)
    wall, wall2, cloth, cloth2, accent = (turn_hue(rgb(c), shift) for c in story.split())
    wood, wood2 = own.sample(WOODS, 2)
    return Home(
        wall,
        wall2,
        cloth,
        cloth2,
        accent,
        floor=own.choice(FLOORS),
        wood=wood,
        wood2=wood2,
        metal=own.choice(METALS),
        leaf=own.choice(LEAVES),
        parquet=own.choice(("planks", "planks", "wide", "herringbone")),
        light=LIGHTS[rng.choice(HOURS)],
    )
