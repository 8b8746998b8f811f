"""Illustrated rooms, houses and portraits for the demo's listings, drawn from a seed."""

from importlib import import_module

from PIL import Image, ImageOps

from .avatars import portrait
from .canvas import Canvas
from .chance import seeded
from .finish import develop
from .palette import furnish
from .stage import Stage

SCENES: tuple[str, ...] = (
    "bedroom",
    "second_bedroom",
    "living",
    "kitchen",
    "bathroom",
    "study",
    "facade_brick",
    "facade_house",
    "facade_courtyard",
    "facade_midrise",
    "porch",
)
SAME_PLACE = {"second_bedroom": "bedroom"}


def draw(scene: str, seed: int, size: tuple[int, int] = (1600, 1200)) -> Image.Image:
    """An RGB picture; scenes of one seed show the same home, in its walls, woods and textiles."""
    if scene not in SCENES:
        raise ValueError(f"unknown scene {scene!r}, expected one of {', '.join(SCENES)}")
    rng = seeded(f"{scene} {seed}")
    stage = Stage(Canvas(size), None, furnish(seed, rng), rng)
    place = SAME_PLACE.get(scene, scene)
    import_module(f".scenes.{place}", __package__).draw(stage)
    picture = develop(stage)
    return ImageOps.mirror(picture) if rng.random() < 0.5 else picture


def draw_avatar(seed: int, size: tuple[int, int] = (512, 512)) -> Image.Image:
    """An RGB picture of a thing rather than a face: a plant, a mug, a sunset over the lake."""
    return portrait(seed, size)
