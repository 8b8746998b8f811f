"""Makes smaller copies of an image with little more memory than the decoded image takes."""

import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from PIL import Image, ImageCms
from PIL.Image import Resampling, Transpose

from accounts.images.decoder import MEGABYTE
from accounts.images.decoder.opening import MALFORMED, Refused, open_image

# Print profiles have up to 3 MB; a longer one isn't worth its time.
MAX_PROFILE_BYTES = 4 * MEGABYTE
# Pixels of the image that are flattened and scaled at a time.
BAND = 250_000
# A JPEG may come out smaller than requested by this factor, if that saves decoding four times the
# pixels.
SLACK = 0.99

ORIENTATION = 0x0112
UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


class Copy(NamedTuple):
    """A copy to make, within a box in pixels. `square`: cropped to the middle of the image."""

    width: int
    height: int
    square: bool = False
    quality: int = 85  # of WebP


def make_copies(file: BinaryIO, copies: list[Copy]) -> Iterator[tuple[Image.Image, int]]:
    """(image, quality) for each copy: upright, in sRGB, on white. The first is made from `file`,
    the others from the first. Raises Refused."""
    image = open_image(file)
    try:
        scaled = _scale(image, copies[0])
        orientation, profile = _orientation_of(image), image.info.get("icc_profile")
        image.close()
        first = _upright(_to_srgb(scaled, profile), orientation)
    except MALFORMED as error:
        raise Refused("damaged") from error
    yield first, copies[0].quality
    for copy in copies[1:]:
        yield _scale(first, copy), copy.quality


def _scale(image: Image.Image, copy: Copy) -> Image.Image:
    """The image within the copy's box, without alpha. In bands, each flattened and then scaled, so
    that nothing but the decoded image is ever held in full."""
    _draft(image, copy)
    left, top, width, height = _crop_of(image.size, copy)
    size = _scaled_size((width, height), copy)
    factor = height / size[1]
    rows = max(1, int(BAND / (width * factor)))
    scaled = None
    for row in range(0, size[1], rows):
        end = min(row + rows, size[1])
        # The filter reaches three pixels of the result to either side.
        first = max(0, int(row * factor - 3 * factor - 1))
        last = min(height, int(end * factor + 3 * factor + 2))
        band = _flatten(image.crop((left, top + first, left + width, top + last)))
        box = (0, row * factor - first, width, min(end * factor, height) - first)
        piece = band.resize((size[0], end - row), Resampling.LANCZOS, box)
        scaled = scaled or Image.new(piece.mode, size)
        scaled.paste(piece, (0, row))
    return scaled  # type: ignore[return-value]  # there is at least one row


def _draft(image: Image.Image, copy: Copy) -> None:
    """Decode a JPEG at a half, a quarter or an eighth of its size where that is enough: it takes a
    fraction of the time and memory. Anything else is decoded as it is."""
    _, _, *crop = _crop_of(image.size, copy)
    wanted = _scaled_size(crop, copy)
    shares = [SLACK * small / large for small, large in zip(wanted, crop, strict=True)]
    least = [side * share for side, share in zip(image.size, shares, strict=True)]
    image.draft(None, (max(1, int(least[0])), max(1, int(least[1]))))
    image.load()


def _crop_of(size: tuple[int, int], copy: Copy) -> tuple[int, int, int, int]:
    """(left, top, width, height) of the part of an image of `size` that the copy shows."""
    width, height = size
    if not copy.square:
        return 0, 0, width, height
    side = min(size)
    return (width - side) // 2, (height - side) // 2, side, side


def _scaled_size(size: list[int] | tuple[int, int], copy: Copy) -> tuple[int, int]:
    """The size of the copy of an image of `size`: never larger."""
    width, height = size
    scale = min(1, copy.width / width, copy.height / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _flatten(band: Image.Image) -> Image.Image:
    """In mode L, RGB or CMYK, with white where it was transparent."""
    if band.mode == "I;16":
        # Sixteen bits of gray: the upper eight are what a screen shows.
        return Image.frombytes("L", band.size, band.tobytes()[1::2])
    if band.has_transparency_data:
        band = band.convert("RGBA")
        flat = Image.new("RGB", band.size, "white")
        flat.paste(band, mask=band)
        return flat
    return band if band.mode in ("L", "CMYK") else band.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and len(profile) <= MAX_PROFILE_BYTES:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(  # type: ignore[return-value]  # None only if in place
                image, source, target, outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError):
            # A broken profile is no reason to refuse a photo whose pixels are whole.
            return image.convert("RGB")
    return image.convert("RGB")


def _orientation_of(image: Image.Image) -> int | None:
    try:
        return image.getexif().get(ORIENTATION)
    except MALFORMED:
        # Cameras often write malformed metadata; the pixels are whole all the same.
        return None


def _upright(image: Image.Image, orientation: int | None) -> Image.Image:
    return image.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else image
