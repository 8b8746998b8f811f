"""The one way in for pictures: whatever is sent, what is kept is made anew from its pixels.

So nothing else of the file survives: no place, no camera, no comment, nothing hidden behind the
end, and nothing that a browser could take for a page or a script.
"""

import io
import struct
import threading
import uuid
import warnings
import zlib
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageCms, ImageOps

MEGABYTE = 1024 * 1024
MOST_BYTES = 15 * MEGABYTE
MOST_PIXELS = 50_000_000
LONGEST = 2048
# No camera's panorama is longer, and a thinner strip has no row left once it is scaled down.
MOST_LOPSIDED = 20
# A progressive JPEG has about ten; thousands of empty ones keep a decoder busy for hours.
MOST_SCANS = 100
START_OF_SCAN = b"\xff\xda"
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# What a file input offers. Given just these, an iPhone turns its own photos into JPEGs.
ACCEPT = "image/jpeg,image/png,image/webp,image/gif"

# Django's own fields open pictures as well; they are to refuse what is refused here.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)

# What Pillow raises on a file that someone has bent: its own OSError and SyntaxError, and
# whatever a parser stumbles over.
BENT = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    AttributeError,
    RuntimeError,
    struct.error,
    zlib.error,
)
TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)

# Decoded, a picture can take 400 MB: several at once are more than a small machine has.
_one_at_a_time = threading.Lock()
# Who waits for that holds a thread that pages need: some stay free for them, however many come.
places = threading.BoundedSemaphore(max(1, settings.HTTP_THREADS - 2))


def prepare(upload, *, longest: int = LONGEST, square: bool = False) -> ContentFile:
    """A new WebP file made from the pixels of `upload` (a file that can be sought).

    Upright, sRGB on white, its longer side at most `longest` pixels, under a name drawn at
    random. Of what moves, the first frame; if `square`, the middle of it. Raises
    ValidationError in words for who sent it; its code is "busy" where the same picture may pass
    a little later.
    """
    with _place(), _one_at_a_time:
        image = _decode(upload, longest)
        try:
            image = _flatten(_upright(image))
            if square:
                image = ImageOps.fit(image, [min(longest, *image.size)] * 2)
            image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        except BENT as error:
            raise _damaged() from error
    file = io.BytesIO()
    image.save(file, "WEBP", quality=85)
    return ContentFile(file.getvalue(), f"{uuid.uuid4().hex}.webp")


@contextmanager
def _place():
    if not places.acquire(blocking=False):
        raise ValidationError(
            "Many photos are coming in right now. Try again in a few seconds.", code="busy"
        )
    try:
        yield
    finally:
        places.release()


def _decode(upload, longest) -> Image.Image:
    image = _open(upload)
    _check_shape(*image.size)
    try:
        # A JPEG can be decoded at half the size or less, in a fraction of time and memory.
        image.draft(None, (2 * longest, 2 * longest))
        image.load()
    except BENT as error:
        raise _damaged() from error
    return image


def _open(upload) -> Image.Image:
    """The file's header, read; none of its pixels yet."""
    _check_bytes(upload)
    try:
        return Image.open(upload, formats=FORMATS)
    except TOO_LARGE as error:
        raise _too_many_pixels() from error
    except BENT as error:
        raise ValidationError(
            "This isn't an image we can read: send a JPEG, PNG or WebP.", code="unreadable"
        ) from error


def _check_bytes(upload):
    if upload.size > MOST_BYTES:
        size = -(-upload.size * 10 // MEGABYTE) / 10
        raise ValidationError(
            f"This photo is {size:g} MB; the most is {MOST_BYTES // MEGABYTE} MB.", code="heavy"
        )
    upload.seek(0)
    head = upload.read(12)
    if head[4:8] == b"ftyp" and head[8:] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1"):
        raise ValidationError(
            "This is a HEIC photo, which most browsers can't show: send it as a JPEG. "
            "(On an iPhone: Settings, Camera, Formats, Most Compatible.)",
            code="heic",
        )
    upload.seek(0)
    if head[:2] == b"\xff\xd8" and upload.read().count(START_OF_SCAN) > MOST_SCANS:
        raise _damaged()
    upload.seek(0)


def _check_shape(width, height):
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()
    if max(width, height) > MOST_LOPSIDED * min(width, height):
        raise ValidationError(
            "This image is too long and thin to show: crop it and send it again.", code="thin"
        )


def _upright(image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except BENT:
        # What cameras write about a photo is often bent; its pixels are whole all the same.
        return image


def _flatten(image) -> Image.Image:
    """The picture's pixels alone, in sRGB, with white where it was see-through."""
    if image.mode == "I;16":
        # Sixteen bits of grey: the upper eight are what a screen shows.
        image = Image.frombytes("L", image.size, image.tobytes()[1::2])
    alpha = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    flat = Image.new("RGB", image.size, "white")
    flat.paste(_srgb(image), mask=alpha)
    return flat


def _srgb(image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.mode not in ("L", "CMYK"):
        image = image.convert("RGB")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            # A broken profile is no reason to refuse a photo whose pixels are whole.
            return image.convert("RGB")
    return image.convert("RGB")


def _damaged():
    return ValidationError(
        "This image is damaged or incomplete: export it again, or send another one.",
        code="damaged",
    )


def _too_many_pixels():
    return ValidationError(
        f"This photo has more than {MOST_PIXELS // 1_000_000} million pixels: "
        "send a smaller version of it.",
        code="large",
    )
