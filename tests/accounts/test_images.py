"""Uploaded images are re-encoded; hostile ones are refused."""

import contextlib
import io
import json
import struct
import sys
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageStat, PngImagePlugin

from accounts.images import reencoding
from accounts.images.decoder.opening import MAX_SCANS
from tests.support import hostile_images
from tests.support.hostile_images import encode


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content)


def prepare(content, **options) -> Image.Image:
    """The stored image made from `content`, opened."""
    return Image.open(reencoding.prepare(upload(content), **options))


def refusal(content) -> str:
    with pytest.raises(ValidationError) as refused:
        reencoding.prepare(upload(content))
    return refused.value.code


def picture(mode="RGB", size=(80, 60), color="#c03020") -> Image.Image:
    return Image.new("RGB", size, color).convert(mode)


def close_to(pixel, color, tolerance=12):
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, color, strict=True))


HOSTILE = hostile_images.hostile()
RED = (0xC0, 0x30, 0x20)
JPEG = encode(picture(), "JPEG", quality=95)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_common_formats_become_webp(kind):
    kept = prepare(encode(picture(), kind))
    assert (kept.format, kept.mode, kept.size) == ("WEBP", "RGB", (80, 60))
    assert close_to(kept.getpixel((40, 30)), RED)


def test_file_name_is_random():
    first, second = (reencoding.prepare(upload(JPEG, "me-at-home.php.jpg")) for _ in range(2))
    assert first.name.endswith(".webp")
    assert "home" not in first.name
    assert first.name != second.name


def test_longer_side_is_limited():
    assert prepare(encode(picture(size=(3000, 1500)), "JPEG")).size == (2048, 1024)
    assert prepare(encode(picture(size=(600, 900)), "PNG"), max_side=300).size == (200, 300)


def test_small_image_is_not_enlarged():
    assert prepare(encode(picture(size=(1, 1)), "PNG")).size == (1, 1)


def test_photo_is_rotated_upright_and_loses_metadata():
    sideways = picture(size=(400, 300))
    sideways.paste((0, 0, 255), (0, 0, 20, 300))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (42.0, 3.0, 28.0), 3: "W", 4: (87.0, 40.0, 33.0)})
    sent = encode(sideways, "JPEG", exif=exif, comment=b"from my window")
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)
    kept = prepare(sent)
    assert kept.size == (300, 400)
    assert close_to(kept.getpixel((150, 5)), (0, 0, 255), 30)
    assert not kept.getexif()
    assert not {"exif", "icc_profile", "xmp", "comment"} & set(kept.info)


def test_photo_with_malformed_metadata_is_kept():
    exif = Image.Exif()
    exif[0x0112] = 6
    bent = exif.tobytes()[:-8] + b"\xff" * 8
    assert prepare(encode(picture(), "JPEG", exif=bent)).size in ((80, 60), (60, 80))


def test_data_after_the_image_is_removed():
    hidden = io.BytesIO()
    with zipfile.ZipFile(hidden, "w") as archive:
        archive.writestr("page.html", "<script>alert(1)</script>")
    kept = reencoding.prepare(upload(JPEG + hidden.getvalue())).read()
    assert not zipfile.is_zipfile(io.BytesIO(kept))
    assert b"script" not in kept


def test_png_text_is_removed():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "<?php system('id') ?>")
    assert b"php" not in reencoding.prepare(upload(encode(picture(), "PNG", pnginfo=words))).read()


def test_animation_becomes_its_first_frame():
    frames = [picture(color=color) for color in ("#c03020", "#20c030", "#3020c0")]
    moving = encode(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)
    kept = prepare(moving)
    assert getattr(kept, "n_frames", 1) == 1
    assert close_to(kept.getpixel((40, 30)), RED)


def test_cmyk_becomes_rgb():
    assert close_to(prepare(encode(picture("CMYK"), "JPEG")).getpixel((40, 30)), RED, 20)


def test_sixteen_bit_gray_keeps_brightness():
    grey = Image.frombytes("I;16", (80, 60), struct.pack("<H", 0x8000) * 80 * 60)
    assert close_to(prepare(encode(grey, "PNG")).getpixel((40, 30)), (128, 128, 128), 2)


def test_transparency_becomes_white():
    clear = Image.new("RGBA", (80, 60), (0, 0, 0, 0))
    assert close_to(prepare(encode(clear, "PNG")).getpixel((40, 30)), (255, 255, 255), 2)


def test_palette_keeps_colors():
    assert close_to(prepare(encode(picture("P"), "PNG")).getpixel((40, 30)), RED, 30)


def test_color_profile_is_applied_and_removed():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # A screen of this kind shows red where others show blue.
    swapped = srgb.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")
    kept = prepare(encode(picture(), "PNG", icc_profile=swapped))
    assert close_to(kept.getpixel((40, 30)), RED[::-1])
    assert "icc_profile" not in kept.info


def test_broken_color_profile_is_ignored():
    kept = prepare(encode(picture(), "PNG", icc_profile=b"no profile at all"))
    assert close_to(kept.getpixel((40, 30)), RED)


@pytest.mark.parametrize("size", [(60_000, 60_000), (9_000, 9_000), (5_001, 5_000)])
def test_decompression_bomb_is_refused_by_its_header(size):
    assert refusal(hostile_images.png(*size, pixels=False)) == "large"


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_image_is_refused_or_kept_and_decoder_is_not_killed(name, caplog):
    with contextlib.suppress(ValidationError):
        reencoding.prepare(upload(HOSTILE[name]))
    assert not caplog.records


@pytest.mark.parametrize("size", [(8160, 6144), (6144, 8160), (16_382, 3628), (12_000, 9000)])
def test_photo_of_current_phone_is_kept(size):
    width, height = prepare(hostile_images.jpeg(*size)).size
    assert 2048 >= max(width, height) >= 0.99 * 2048
    assert width / height == pytest.approx(size[0] / size[1], rel=0.01)


def test_progressive_jpeg_is_limited_by_its_coefficients():
    photo = hostile_images.jpeg(6000, 4000, progressive=True)
    assert prepare(photo).size == (2048, 1365)
    for large in ({}, {"subsampling": 0}):
        size = (4500, 4000) if large else (6400, 4800)
        photo = hostile_images.jpeg(*size, progressive=True, **large)
        assert refusal(photo) == "progressive"


def test_scaling_in_bands_leaves_no_seams():
    noise = Image.effect_noise((3000, 2500), 80)
    whole = noise.resize((2048, 1707), Image.Resampling.LANCZOS)
    kept = prepare(encode(noise, "PNG"))
    assert ImageStat.Stat(ImageChops.difference(kept.convert("L"), whole)).rms[0] < 12


def test_image_that_exceeds_processor_time_is_refused_as_damaged(monkeypatch):
    loop = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    monkeypatch.setattr(reencoding, "PROGRAM", [sys.executable, "-c", loop])
    assert refusal(JPEG) == "damaged"


def test_decoder_past_its_deadline_is_killed_and_can_be_retried(monkeypatch):
    monkeypatch.setattr(
        reencoding, "PROGRAM", [sys.executable, "-c", "import time; time.sleep(60)"]
    )
    monkeypatch.setattr(reencoding, "DEADLINE", 0.2)
    assert refusal(JPEG) == "busy"


def test_decoder_gets_no_secret_environment_variables(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hush")
    program = "import os, sys; sys.exit('SECRET_KEY' in os.environ or 'hush' in str(os.environ))"
    monkeypatch.setattr(reencoding, "PROGRAM", [sys.executable, "-c", program])
    with pytest.raises(json.JSONDecodeError):
        prepare(JPEG)  # it ended without an error


def test_jpeg_with_too_many_scans_is_refused():
    whole = encode(picture(), "JPEG", progressive=True)
    assert prepare(whole).size == (80, 60)
    assert refusal(hostile_images.endless_scans(MAX_SCANS)) == "damaged"


def test_extremely_thin_image_is_refused():
    assert refusal(encode(picture(size=(3000, 1)), "PNG")) == "thin"


def test_truncated_photo_is_refused():
    noise = encode(Image.effect_noise((400, 300), 80).convert("RGB"), "JPEG")
    assert refusal(noise[: len(noise) // 2]) == "damaged"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><script>alert(document.domain)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        encode(picture(), "BMP"),
        encode(picture(), "TIFF"),
        JPEG[:10],
    ],
    ids=["nothing", "html", "svg", "pdf", "eps", "bmp", "tiff", "stump"],
)
def test_other_files_are_refused(content):
    assert refusal(content) == "unreadable"


def test_heic_is_refused_with_an_explanation():
    assert refusal(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic") == "heic"


def test_oversized_file_is_refused_with_its_size():
    with pytest.raises(ValidationError, match=r"is 20\.1 MB; the limit is 20 MB"):
        reencoding.prepare(upload(JPEG + b"\0" * reencoding.MAX_BYTES))


SEEDS = [encode(picture(), kind) for kind in ("JPEG", "PNG", "WEBP", "GIF")]


@settings(deadline=None, max_examples=40)  # each starts a process
@given(st.sampled_from(SEEDS), st.data())
def test_corrupted_file_is_refused_or_kept(seed, data):
    bent = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 8))):
        bent[data.draw(st.integers(0, len(bent) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ValidationError):
        reencoding.prepare(upload(bytes(bent)))


def test_concurrent_uploads_leave_threads_for_pages():
    with contextlib.ExitStack() as crowd:
        while reencoding.slots.acquire(blocking=False):
            crowd.callback(reencoding.slots.release)
        assert refusal(JPEG) == "busy"
    assert prepare(JPEG)
