"""Re-encodes every uploaded image from its decoded pixels, so that nothing else in the file is
kept: no location, camera or comment, and nothing that a browser could take for a page or a script.

Decoding happens in a process of its own, `accounts.images.decoder`: one image at a time, with
bounded memory that is free again afterwards.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import PIL
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile

from accounts.images.decoder import MEGABYTE
from accounts.images.decoder.copies import Copy
from accounts.images.decoder.opening import MAX_PIXELS

log = logging.getLogger(__name__)

# Photos of current phones, with 50 million pixels, stay below this.
MAX_BYTES = 20 * MEGABYTE
MAX_SIDE = 2048  # pixels
# What a file input offers. Given just these, an iPhone turns its own photos into JPEGs.
ACCEPT = "image/jpeg,image/png,image/webp,image/gif"
DEADLINE = 20  # seconds until a decoder is killed; its limit on processor time is lower

# -S: importing `site` is slow. Environment variables hold secrets, so few are passed on.
PROGRAM = [sys.executable, "-S", "-P", "-m", "accounts.images.decoder"]
MODULES = [str(settings.BASE_DIR), str(Path(PIL.__file__).parents[1])]
INHERITED = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")

_one_at_a_time = threading.Lock()
# An upload that waits for the lock holds a thread. The server's queue bounds how many do; this also
# bounds those whose body is so small that the queue takes them for ordinary forms.
slots = threading.BoundedSemaphore(max(1, (settings.HTTP_THREADS - 2) // 2))


class PreparedImage(ContentFile):  # type: ignore[type-arg]  # generic only in the stubs
    """A WebP file under a random name; `width` and `height` in pixels."""

    def __init__(self, content: bytes, width: int, height: int) -> None:
        super().__init__(content, f"{uuid.uuid4().hex}.webp")
        self.width, self.height = width, height


def prepare(
    upload: File[bytes], *, max_side: int = MAX_SIDE, square: bool = False
) -> PreparedImage:
    """A new WebP file made from the pixels of `upload` (a file that can be sought).

    Upright, sRGB on white, its longer side at most `max_side` pixels. Of an animation, the first
    frame; if `square`, the middle of it. Raises ValidationError for the sender to read; its code
    is "busy" where the same image may pass a little later.
    """
    [image] = prepare_copies(upload, Copy(max_side, max_side, square))
    return image


def prepare_copies(upload: File[bytes], *copies: Copy) -> list[PreparedImage]:
    """As `prepare`, in several sizes: the first made from `upload`, the others from the first."""
    _check_bytes(upload)
    with _slot():
        return make_copies(upload, copies)


def make_copies(file: File[bytes], copies: Sequence[Copy]) -> list[PreparedImage]:
    """As `prepare_copies`, for an image that the site itself has stored. Waits while another image
    is decoded."""
    with (
        _one_at_a_time,
        tempfile.TemporaryFile() as source,
        tempfile.TemporaryFile() as answer,
    ):
        file.seek(0)
        shutil.copyfileobj(file, source)
        source.seek(0)
        _decode(source, answer, copies)
        answer.seek(0)
        return _read(answer)


@contextmanager
def _slot() -> Iterator[None]:
    if not slots.acquire(blocking=False):
        raise _refusal("busy")
    try:
        yield
    finally:
        slots.release()


def _check_bytes(upload: File[bytes]) -> None:
    if upload.size > MAX_BYTES:
        size = -(-upload.size * 10 // MEGABYTE) / 10
        raise ValidationError(
            f"This photo is {size:g} MB; the limit is {MAX_BYTES // MEGABYTE} MB.", code="heavy"
        )
    upload.seek(0)
    head = upload.read(12)
    if head[4:8] == b"ftyp" and head[8:] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1"):
        raise ValidationError(
            "This is a HEIC photo, which most browsers can’t show: send it as a JPEG. "
            "(On an iPhone: Settings, Camera, Formats, Most Compatible.)",
            code="heic",
        )


def _decode(source: BinaryIO, answer: BinaryIO, copies: Sequence[Copy]) -> None:
    """Run the decoder. If it crashes or exceeds its limits, the image counts as damaged; if it
    takes too long, the machine counts as busy. Raises ValidationError."""
    variables = {name: os.environ[name] for name in INHERITED if name in os.environ}
    try:
        result = subprocess.run(
            [*PROGRAM, json.dumps(copies)],
            stdin=source,
            stdout=answer,
            stderr=subprocess.PIPE,
            env=variables | {"PYTHONPATH": os.pathsep.join(MODULES)},
            timeout=DEADLINE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        log.warning("a decoder took more than %s s", DEADLINE)
        raise _refusal("busy") from error
    if result.returncode:
        # The last line names the error, and has nothing from the image.
        last_line = result.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        log.warning("a decoder ended with %s: %s", result.returncode, last_line[:200])
        raise _refusal("damaged")


def _read(answer: BinaryIO) -> list[PreparedImage]:
    header = json.loads(answer.readline())
    if "error" in header:
        raise _refusal(header["error"], header["format"])
    return [
        PreparedImage(answer.read(size), width, height) for width, height, size in header["copies"]
    ]


REFUSALS = {
    "busy": "Many photos are coming in right now. Try again in a few seconds.",
    "unreadable": "This isn’t an image we can read: send a JPEG, PNG or WebP.",
    "damaged": "This image is damaged or incomplete: export it again, or send another one.",
    "thin": "This image is too long and thin to show: crop it and send it again.",
    "progressive": "This progressive JPEG is too large to read: save it without “progressive”, or "
    "send a smaller version of it.",
    "large": "This image is too large to read: send a smaller version of it.",
}
TOO_LARGE = "A {} can have up to {} million pixels. Send a smaller version of it{}."


def _refusal(code: str, image_format: str = "") -> ValidationError:
    sentence = REFUSALS[code]
    if limit := MAX_PIXELS.get(image_format):
        alternative = "" if image_format == "JPEG" else ", or a JPEG"
        sentence = TOO_LARGE.format(image_format, limit // 1_000_000, alternative)
    return ValidationError(sentence, code=code)
