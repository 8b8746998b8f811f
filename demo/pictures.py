"""Draws the demo's pictures and stores them in all their widths, in processes of their own.

Nothing here touches the database: a worker draws, writes files and says what it wrote.
"""

import io
import os
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import django
from django.apps import apps
from django.core.files.base import ContentFile

from demo.drawing import draw, draw_avatar

AVATAR = "avatar"
# Starting the processes takes as long as drawing this many.
FEW = 8
MOST_PROCESSES = 8

# True of every picture of its scene; {street} is the listing's.
WORDS = {
    "bedroom": "The bedroom, with a made bed and a rug on a wood floor",
    "second_bedroom": "The second bedroom, with a made bed and a plant",
    "living": "The living room: a place to sit, a low table, a rug and a plant",
    "kitchen": "The kitchen: cabinets, a stove, a fridge and a place to sit and eat",
    "bathroom": "The bathroom, with a tiled floor",
    "study": "A desk with a chair and a lamp, books within reach",
    "facade_brick": "The front from across {street}: three floors of tall windows, trees beside it",
    "facade_house": "The house from across {street}: clapboard, a gable and a deep front porch",
    "facade_courtyard": "The courtyard building on {street}, three floors around a small garden",
    "facade_midrise": "The building on {street} from outside, trees at its foot",
    "porch": "The porch: a railing with flower pots, a small table and something to sit on",
}


@dataclass(frozen=True)
class Drawing:
    name: str  # of the file, without its ending
    scene: str  # one of demo.drawing.SCENES, or AVATAR
    seed: int
    size: tuple[int, int]  # pixels


@dataclass(frozen=True)
class Stored:
    """A picture in the storage: what a PictureField's columns hold of it."""

    name: str
    width: int
    height: int


def store(drawing: Drawing) -> Stored:
    """Draw it and save it as a person's photo (AVATAR) or a listing's."""
    if drawing.scene == AVATAR:
        photo = apps.get_model("accounts", "User")().photo
        picture = draw_avatar(drawing.seed, drawing.size)
    else:
        photo = apps.get_model("listings", "Photo")().image
        picture = draw(drawing.scene, drawing.seed, drawing.size)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=93)
    photo.save(f"{drawing.name}.jpg", ContentFile(file.getvalue(), drawing.name), save=False)
    return Stored(photo.name, *picture.size)


def stored(drawings: list[Drawing]) -> Generator[Stored]:
    """Store them all; each comes in its turn, as soon as it and those before it are there."""
    if len(drawings) <= FEW:
        yield from map(store, drawings)
        return
    # Spawned, not forked: a fork would share the database's connection.
    with ProcessPoolExecutor(
        max_workers=min(os.cpu_count() or 1, MOST_PROCESSES),
        mp_context=get_context("spawn"),
        initializer=django.setup,
    ) as processes:
        yield from processes.map(store, drawings)


def words(scene: str, street: str) -> str:
    """What a picture of `scene` shows, for who can't see it."""
    return WORDS[scene].format(street=street)
