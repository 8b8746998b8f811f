"""Makes the smaller copies of a stored image for django-pictures (the setting PICTURES names it as
PROCESSOR), and finds the image that a copy was made from.

The processor of django-pictures itself decodes in the web process, which takes about 70 MB per
upload.
"""

from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import Storage
from pictures.models import Picture
from pictures.utils import reconstruct

from accounts.images.decoder.copies import Copy
from accounts.images.reencoding import make_copies

TALLEST = 1_000_000  # pixels: only the width of a copy is bounded
QUALITY = 80  # Pillow's own

# Of stored images: WebP today, JPEG in databases with an older demo.
ENDINGS = (".webp", ".jpg")

# A path, and the positional and named arguments, as Django deconstructs objects.
Deconstructed = tuple[str, list[Any], dict[str, Any]]


def process(
    *,
    storage: Deconstructed,
    file_name: str,
    new: list[Deconstructed] | None = None,
    old: list[Deconstructed] | None = None,
    **_: object,
) -> None:
    """Store the `new` copies of the image `file_name` and delete the `old` ones. Raises
    ValidationError where the image can't be decoded."""
    if new:
        _store(reconstruct(*storage), file_name, [reconstruct(*each) for each in new])
    for picture in old or []:
        reconstruct(*picture).delete()


def _store(storage: Storage, file_name: str, pictures: list[Picture]) -> None:
    pictures.sort(key=lambda picture: picture.width, reverse=True)
    copies = [Copy(picture.width, TALLEST, quality=QUALITY) for picture in pictures]
    with storage.open(file_name) as file:
        files = make_copies(file, copies)
    for picture, file in zip(pictures, files, strict=True):
        picture.storage.delete(picture.name)  # or the storage would choose a different name
        picture.storage.save(picture.name, file)


def originals_of(name: str) -> list[str]:
    """Names that an image may be stored under if `name` is the image itself or one of its copies,
    which lie in a folder named after it."""
    folder = PurePosixPath(name).parent
    return [name, *(f"{folder}{ending}" for ending in ENDINGS)]
