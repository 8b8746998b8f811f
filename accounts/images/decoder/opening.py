"""Decides from the header of an image whether it is decoded at all."""

import struct
import warnings
import zlib
from typing import BinaryIO

from PIL import GifImagePlugin, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

# The most pixels of an image, by the memory that decoding takes (measured with Pillow 13): a JPEG
# is decoded at the requested size, a PNG or GIF takes up to 4 bytes a pixel, a WebP 17.
MAX_PIXELS = {"JPEG": 120_000_000, "PNG": 25_000_000, "GIF": 25_000_000, "WEBP": 6_000_000}
# A progressive JPEG keeps the coefficients of the whole image: 72 MB for one of 6000 × 4000 with
# colors at half the resolution. Cameras write none, but image editors export them.
MAX_COEFFICIENTS = 90_000_000  # bytes
# A progressive JPEG has about ten scans; thousands of empty ones keep a decoder busy for hours.
MAX_SCANS = 100
START_OF_SCAN = b"\xff\xda"
# No camera's panorama is longer, and a thinner strip has no row left once it is scaled down.
MAX_ASPECT_RATIO = 20
FORMATS = tuple(MAX_PIXELS)
# Pillow imports all thirty of its plugins if one of these isn't loaded.
PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin, GifImagePlugin)
# What Pillow raises on a malformed file: its own OSError and SyntaxError, and the errors of code
# that trusts the file.
MALFORMED = (
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


class Refused(Exception):
    """`code` is one of the REFUSALS of `accounts.images.reencoding`."""

    def __init__(self, code: str, image_format: str = "") -> None:
        super().__init__(code)
        self.answer = {"error": code, "format": image_format}


def open_image(file: BinaryIO) -> Image.Image:
    """Open an image whose header is within the limits, without decoding it. Raises Refused."""
    head = file.read(32)
    if head[8:12] == b"WEBP":
        # Pillow takes the memory of two decoded images just to open a WebP.
        _check_pixels("WEBP", *_webp_size(head))
    file.seek(0)
    if head.startswith(b"\xff\xd8"):
        if file.read().count(START_OF_SCAN) > MAX_SCANS:
            raise Refused("damaged")
        file.seek(0)
    try:
        image = Image.open(file, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("large") from error
    except MALFORMED as error:
        raise Refused("unreadable") from error
    _check_shape(image)
    return image


def _webp_size(head: bytes) -> tuple[int, int]:
    """(width, height) from the first chunk of a WebP file (RFC 9649)."""
    if head[12:16] == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little")


def _check_shape(image: Image.Image) -> None:
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        _check_pixels("JPEG", *image.size)
        if image.info.get("progressive") and _coefficients(image) > MAX_COEFFICIENTS:
            raise Refused("progressive")
    else:
        _check_pixels(image.format or "", *image.size)
    if max(image.size) > MAX_ASPECT_RATIO * min(image.size):
        raise Refused("thin")


def _check_pixels(image_format: str, width: int, height: int) -> None:
    if width * height > MAX_PIXELS[image_format]:
        raise Refused("large", image_format)


def _coefficients(image: JpegImagePlugin.JpegImageFile) -> int:
    """Bytes of the coefficients of all components, two each, in whole blocks of 8 × 8."""
    widest = max(horizontal for _, horizontal, _, _ in image.layer)
    highest = max(vertical for _, _, vertical, _ in image.layer)
    blocks_across, blocks_down = (-(-side // 8) for side in image.size)
    return sum(
        128 * -(-blocks_across * horizontal // widest) * -(-blocks_down * vertical // highest)
        for _, horizontal, vertical, _ in image.layer
    )


def limit_pillow() -> None:
    """Apply the limits to Pillow's own modules. Call it once in a process."""
    Image.MAX_IMAGE_PIXELS = max(MAX_PIXELS.values())
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    # Skip text inside a PNG, which may be compressed a thousandfold: none of it is kept.
    for kind in ("chunk_tEXt", "chunk_zTXt", "chunk_iTXt"):
        setattr(PngImagePlugin.PngStream, kind, lambda stream, _, length: stream.fp.read(length))
