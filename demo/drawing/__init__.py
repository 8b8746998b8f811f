"""Illustrated rooms, houses and portraits for the demo's listings, drawn from a seed."""

from importlib import import_module
from random import Random

from PIL import Image

from .canvas import Canvas
from .finish import develop
from .palette import furnish
from .stage import Stage

SCENES: tuple[str, ...] = ("bedroom", "living", "kitchen", "bathroom", "study", "facade_brick")


def draw(scene: str, seed: int, size: tuple[int, int] = (1600, 1200)) -> Image.Image:
    """An RGB picture; scenes of one seed show the same home, in its walls, woods and textiles."""
    if scene not in SCENES:
        raise ValueError(f"unknown scene {scene!r}, expected one of {', '.join(SCENES)}")
    rng = Random(f"{scene} {seed}")
    stage = Stage(Canvas(size), None, furnish(seed, rng), rng)
    import_module(f".scenes.{scene}", __package__).draw(stage)
    return develop(stage)
