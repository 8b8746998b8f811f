"""Stores the demo's pictures, which are committed to demo/pictures in every width that the site
serves: making the smaller copies of hundreds of pictures would take a minute."""

from pathlib import Path

from django.core.files import File
from django.core.files.storage import Storage
from django.db.models import Model

FOLDER = Path(__file__).with_name("pictures")

# By scene, which the picture's file name ends with; {street} is the listing's.
DESCRIPTIONS = {
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


def describe(scene: str, street: str) -> str:
    """The alternative text of a picture of `scene`, one of DESCRIPTIONS."""
    return DESCRIPTIONS[scene].format(street=street)


def store(instance: Model, field: str, picture: str, width: int) -> None:
    """Store the picture and its smaller copies, and set the image field of the unsaved instance.

    `picture` is the path of its files within demo/pictures without "-800w.webp"; `width` is that
    of the largest, in pixels.
    """
    image = getattr(instance, field)
    name = image.field.generate_filename(instance, f"{Path(picture).name}.webp")
    setattr(instance, field, _save(image.storage, name, f"{picture}-{width}w.webp"))
    for copy in getattr(instance, field).get_picture_files_list():
        _save(copy.storage, copy.name, f"{picture}-{copy.width}w.webp")


def _save(storage: Storage, name: str, source: str) -> str:
    with (FOLDER / source).open("rb") as file:
        return storage.save(name, File(file))
