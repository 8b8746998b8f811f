"""Small files that cost a decoder much memory or time. Built from the formats' own parts, so that
making one costs little."""

import io
import struct
import zlib

from PIL import Image


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by color type


def png(
    width: int, height: int, *, depth=8, color=6, interlaced=False, first=b"", pixels=True
) -> bytes:
    """A PNG of zeros, a thousandth of its size decoded; `first` goes before its pixels. Where not
    `pixels`, its header promises more than it holds."""
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlaced)
    palette = chunk(b"PLTE", bytes(768)) if color == 3 else b""
    # Interlaced, it has up to twice as many rows, each with a byte of its own.
    size = height * (1 + interlaced + (width * CHANNELS[color] * depth + 7) // 8)
    content = zeros(size if pixels else 1000)
    parts = [chunk(b"IHDR", header), palette, first, chunk(b"IDAT", content), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def zeros(size: int) -> bytes:
    """Zeros in zlib's format (RFC 1950), made by repeating one block, which takes no time."""
    million, rest = divmod(size, 1_000_000)
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.compress(bytes(rest)) + packer.flush()
    return b"\x78\xda" + block * million + end + struct.pack(">HH", size % 65_521, 1)


def jpeg(width: int, height: int, *, mode="RGB", **options: object) -> bytes:
    """A JPEG whose header promises so many pixels and whose scans end after a few."""
    content = bytearray(encode(Image.new(mode, (64, 64), "red"), "JPEG", **options))
    marker = b"\xff\xc2" if options.get("progressive") else b"\xff\xc0"
    at = content.index(marker)
    content[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def endless_scans(scans: int, size: tuple[int, int] = (64, 64)) -> bytes:
    whole = encode(Image.new("RGB", size), "JPEG", progressive=True)
    scan = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + scan * scans + whole[-2:]


def gif(width: int, height: int, frames: int = 1, comments: int = 0) -> bytes:
    """A GIF with so large a canvas, and frames of one pixel."""
    frame = b"\x21\xf9\x04\x08\0\0\0\0" + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0)
    frame += b"\x02\x02\x44\x01\0"
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    return head + b"\x21\xfe\x01x\0" * comments + frame * frames + b"\x3b"


def webp_canvas(width: int, height: int) -> bytes:
    """A WebP whose canvas is as large as that, with one small frame in it."""
    content = bytearray(animation((16, 16), 2))
    content[24:30] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(content)


def animation(size: tuple[int, int], frames: int, kind="WEBP") -> bytes:
    images = [Image.new("RGB", size, (shade % 256, 0, shade // 256)) for shade in range(frames)]
    return encode(images[0], kind, save_all=True, append_images=images[1:], duration=50)


def profile_jpeg(size: int) -> bytes:
    """A JPEG with so many bytes of color profile, as many as its segments hold."""
    whole = encode(Image.new("RGB", (64, 64), "red"), "JPEG")
    pieces = -(-size // 65_000)
    segments = [
        b"\xff\xe2" + struct.pack(">H", 65_016) + b"ICC_PROFILE\0" + bytes([n + 1, pieces])
        + bytes(65_000)
        for n in range(pieces)
    ]  # fmt: skip
    return whole[:2] + b"".join(segments) + whole[2:]


def exif_jpeg() -> bytes:
    """A JPEG whose EXIF has more entries than bytes, and a directory that leads to itself."""
    entries = struct.pack("<HHII", 0x8769, 4, 1, 8) * 4000
    block = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 60_000) + entries
    whole = encode(Image.new("RGB", (64, 64), "red"), "JPEG")
    return whole[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + whole[2:]


def hostile() -> dict[str, bytes]:
    """One of each kind, by name: refused, or accepted within bounds."""
    bomb = zeros(200_000_000)
    small = {"width": 100, "height": 100}
    return {
        "png 16 bit": png(7000, 7000, depth=16),
        "png of the most pixels": png(5000, 5000, depth=16),
        "png interlaced": png(5000, 5000, interlaced=True),
        "png interlaced 16 bit": png(5000, 5000, depth=16, interlaced=True),
        "png gray and alpha": png(5000, 5000, depth=16, color=4),
        "png palette": png(5000, 5000, color=3, first=chunk(b"tRNS", bytes(256))),
        "png strip": png(22_000, 1130),
        "png column": png(1130, 22_000),
        "png two pixels over": png(2047, 4095, depth=16),
        "png promises": png(60_000, 60_000, pixels=False),
        "png text": png(**small, first=chunk(b"zTXt", b"Comment\0\0" + bomb) * 20),
        "png profile": png(**small, first=chunk(b"iCCP", b"icc\0\0" + bomb)),
        "png text chunks": png(**small, first=chunk(b"tEXt", b"a\0b") * 300_000),
        "png animated": png(5000, 5000, first=chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))),
        "png wrong sum": png(**small).replace(b"IDAT", b"IDAX"),
        "gif canvas": gif(65_535, 65_535),
        "gif of the most pixels": gif(5000, 5000),
        "gif frames": gif(4000, 4000, frames=100_000),
        "gif comments": gif(100, 100, comments=1_000_000),
        "webp canvas": webp_canvas(16_383, 16_383),
        "webp whole canvas": webp_canvas(2**24, 2**24),
        "webp of the most pixels": encode(Image.new("RGBA", (2449, 2449)), "WEBP", lossless=True),
        "webp frames": animation((400, 400), 300),
        "jpeg promises": jpeg(65_500, 65_500),
        "jpeg of the most pixels": jpeg(10_950, 10_950),
        "jpeg progressive": jpeg(8160, 6144, progressive=True),
        "jpeg progressive allowed": jpeg(6400, 4600, progressive=True),
        "jpeg progressive, all colors": jpeg(8160, 6144, progressive=True, subsampling=0),
        "jpeg progressive cmyk": jpeg(8160, 6144, mode="CMYK", progressive=True),
        "jpeg scans": endless_scans(5000),
        "jpeg scans allowed": endless_scans(60, (6000, 4000)),
        "jpeg profile": profile_jpeg(16_000_000),
        "jpeg exif": exif_jpeg(),
        "tiff": encode(Image.new("RGB", (3000, 3000)), "TIFF", compression="tiff_lzw"),
        "ppm": b"P6 60000 60000 255\n",
    }
