"""The last pass over a picture: coloured light, bloom, and the grain of paper."""

from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .chance import seeded
from .color import dim, lift, mix

COARSE = 16


def develop(stage) -> Image.Image:
    picture = stage.canvas.finish()
    picture = ImageChops.multiply(picture, _spread(_light_map(stage, picture.size), picture.size))
    bloom = _bloom(stage, picture.size)
    if bloom:
        picture = ImageChops.screen(picture, _spread(bloom, picture.size))
    return ImageChops.overlay(picture, grain(picture.size))


def _spread(small, size):
    return small.resize(size, Image.Resampling.BICUBIC)


def _coarse(size):
    return (max(8, size[0] // COARSE), max(8, size[1] // COARSE))


def _light_map(stage, size):
    """Bright on the window's side, cooler in the far corners, warm around the lamps."""
    light, (w, h) = stage.light, _coarse(size)
    near, far = light.air, light.corner
    if not stage.flares:
        near, far = lift(near, 0.35), lift(far, 0.35)
    middle = mix(near, far, 0.4)
    corners = (middle, far, near, middle) if stage.sun[0] < 0 else (far, middle, middle, near)
    seed = Image.new("RGB", (2, 2))
    seed.putdata(corners)
    field = seed.resize((w, h), Image.Resampling.BILINEAR, box=(0.5, 0.5, 1.5, 1.5))
    for glow in stage.glows:
        _add_glow(stage, field, glow, size, glow.strength * 0.9)
    return field


def _bloom(stage, size):
    if not (stage.glows or stage.flares):
        return None
    field = Image.new("RGB", _coarse(size))
    for glow in stage.glows:
        _add_glow(stage, field, glow, size, glow.strength * 0.3, 0.7)
    if stage.flares:
        _add_flares(stage, field, size)
    return field


def _add_glow(stage, field, glow, size, strength, shrink=1.0):
    camera = stage.camera
    ratio = field.size[0] / stage.canvas.size[0]
    (x, y), *_ = camera.project([glow.at])
    r = max(2, round(glow.reach * shrink * camera.scale(glow.at) * ratio))
    box = (round(x * ratio) - r, round(y * ratio) - r)
    disc = _disc().resize((2 * r, 2 * r)).point(lambda v: round(v * strength))
    layer = Image.new("RGB", field.size)
    layer.paste(glow.color, box, disc)
    field.paste(ImageChops.screen(field, layer))


@lru_cache
def _disc():
    """Full at the centre, falling off smoothly to nothing at the rim."""
    return Image.radial_gradient("L").point(lambda v: round(255 * max(0, 1 - v / 181) ** 1.8))


def _add_flares(stage, field, size):
    """Windows spill a little of their brightness over their frames."""
    ratio = field.size[0] / stage.canvas.size[0]
    layer = Image.new("L", field.size)
    pen = ImageDraw.Draw(layer)
    for shape in stage.flares:
        if len(shape) > 2:
            pen.polygon([(x * ratio, y * ratio) for x, y in shape], fill=255)
    layer = layer.filter(ImageFilter.GaussianBlur(field.size[0] / 22))
    strength = 0.3 if stage.light.sunlight else 0.08
    color = dim(stage.light.sun, 0.2)
    glow = Image.new("RGB", field.size)
    glow.paste(color, (0, 0), layer.point(lambda v: round(v * strength)))
    field.paste(ImageChops.screen(field, glow))


@lru_cache(maxsize=4)
def grain(size):
    """Fine paper grain over a slow mottle, the same for every picture, around middle grey."""
    rng = seeded("paper")
    tile = 400
    fine = Image.frombytes("L", (tile, tile), rng.randbytes(tile * tile))
    fine = fine.filter(ImageFilter.GaussianBlur(0.7)).point(lambda v: round(128 + (v - 128) * 0.2))
    sheet = Image.new("L", size)
    for x in range(0, size[0], tile):
        for y in range(0, size[1], tile):
            sheet.paste(fine, (x, y))
    slow = Image.frombytes("L", (16, 12), rng.randbytes(192)).resize(size, Image.Resampling.BICUBIC)
    slow = slow.point(lambda v: round(128 + (v - 128) * 0.1))
    mixed = Image.blend(sheet, slow, 0.45)
    return Image.merge("RGB", (mixed, mixed, mixed))
