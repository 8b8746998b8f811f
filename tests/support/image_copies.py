"""The processor of django-pictures in the tests: the site's own, which runs once for an image.

Most tests store the same few pictures. To decode one takes a process of a tenth of a second.
"""

from hashlib import sha256

from django.core.files.base import ContentFile
from pictures.utils import reconstruct

from accounts.images import stored_copies
from accounts.images.stored_copies import Deconstructed

Key = tuple[bytes, int]  # a hash of the image and the width of a copy, in pixels
_copies: dict[Key, bytes] = {}


def process(
    *,
    storage: Deconstructed,
    file_name: str,
    new: list[Deconstructed] | None = None,
    old: list[Deconstructed] | None = None,
    **options: object,
) -> None:
    """As `accounts.images.stored_copies.process`."""
    if new and not _store_known(storage, file_name, new):
        stored_copies.process(storage=storage, file_name=file_name, new=new)
        _remember(storage, file_name, new)
    stored_copies.process(storage=storage, file_name=file_name, old=old, **options)


def _store_known(storage: Deconstructed, file_name: str, new: list[Deconstructed]) -> bool:
    """Store the copies, unless one of them is made for the first time."""
    image = _hash(storage, file_name)
    pictures = [reconstruct(*each) for each in new]
    if not all((image, picture.width) in _copies for picture in pictures):
        return False
    for picture in pictures:
        picture.storage.delete(picture.name)
        picture.storage.save(picture.name, ContentFile(_copies[image, picture.width]))
    return True


def _remember(storage: Deconstructed, file_name: str, new: list[Deconstructed]) -> None:
    image = _hash(storage, file_name)
    for picture in (reconstruct(*each) for each in new):
        with picture.storage.open(picture.name) as file:
            _copies[image, picture.width] = file.read()


def _hash(storage: Deconstructed, file_name: str) -> bytes:
    with reconstruct(*storage).open(file_name) as file:
        return sha256(file.read()).digest()
