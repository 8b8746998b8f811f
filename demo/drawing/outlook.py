"""What the windows look out on: sky with treetops, the houses opposite, or the lake."""

from math import pi, sin

from .canvas import blend
from .color import dim, lift, mix, rgb, vary
from .geometry import ring
from .palette import AUTUMN

LAKE = rgb("5f9fb8")
HOUSES = tuple(map(rgb, ["b06a4c", "c99a72", "9a5a4a", "d8c2a0", "8c7a74"]))


def paint_sky(canvas, light, horizon):
    top, low = light.sky
    w, h = canvas.size
    canvas.image.paste(blend((top, top, low, low), (w, max(2, round(horizon)))), (0, 0))
    canvas.fill([(0, horizon - 2), (w, horizon - 2), (w, h), (0, h)], low)


def clouds(canvas, rng, light, horizon, count=4):
    """Flat-bottomed heaps, drawn out along the wind."""
    w = canvas.size[0]
    tone = mix(light.sky[1], (255, 255, 255), 0.55 if light.hour != "evening" else 0.0)
    for _ in range(count):
        x, y = rng.uniform(0, w), rng.uniform(0.1, 0.6) * horizon
        size, puffs = rng.uniform(0.02, 0.045) * w, []
        for k in range(-4, 5):
            r = size * (1.1 - 0.2 * abs(k)) * rng.uniform(0.7, 1.1)
            arc = ring(x + k * size * 0.8, y, r * 1.5, -r * 0.8, 17, 0, 16.2 / 17 * 2 * pi / 2)
            puffs.append(arc)
        puffs.append(ring(x, y, size * 4.6, size * 0.16))
        canvas.veils(puffs, tone, 0.62 if light.hour != "evening" else 0.3, size * 0.07)


def treetops(canvas, rng, light, left, right, base, height, tones=AUTUMN):
    """A row of trees seen from a distance, as overlapping dabs."""
    x = left
    while x < right:
        tone, spread = rng.choice(tones), height * rng.uniform(0.2, 0.34)
        top = rng.uniform(0.7, 1.0) * height
        dark = _air(dim(tone, 0.3, light.shade), light)
        canvas.dot(x, base - top * 0.45, spread, dark, top * 0.5)
        for layer in range(60):
            share = layer / 60
            angle, far = rng.uniform(0, 6.3), rng.random() ** 0.5
            r = rng.uniform(0.04, 0.09) * height
            dx, dy = far * spread * sin(angle), top * (0.5 + 0.48 * far * sin(angle + 1.57))
            sunny = 0.5 * share + 0.5 * dy / top
            color = vary(mix(dim(tone, 0.3, light.shade), lift(tone, 0.25), sunny), rng, 0.07)
            canvas.dot(x + dx, base - dy, r, _air(color, light), r * 0.8)
        x += rng.uniform(0.9, 1.5) * spread


def _air(color, light):
    if light.hour == "evening":
        return mix(dim(color, 0.75, light.shade), light.sky[0], 0.2)
    return mix(color, light.sky[1], 0.34)


def rooftops(canvas, rng, light, left, right, base, height):
    """The houses across the street, with a few windows."""
    x = left - rng.uniform(0, height)
    while x < right:
        w, h = rng.uniform(0.8, 1.3) * height, rng.uniform(0.7, 1.15) * height
        wall = _air(rng.choice(HOUSES), light)
        canvas.fill([(x, base), (x, base - h), (x + w, base - h), (x + w, base)], wall)
        brow = [(x, base - h), (x + w, base - h), (x + w, base - h * 1.04), (x, base - h * 1.04)]
        canvas.fill(brow, dim(wall, 0.25))
        _lights(canvas, rng, light, x, base, w, h, wall)
        x += w + rng.uniform(0.05, 0.3) * height


def _lights(canvas, rng, light, x, base, w, h, wall):
    lit = rgb("ffd890")
    for i in range(3):
        for j in range(3):
            left, top = x + w * (0.14 + 0.28 * i), base - h * (0.9 - 0.31 * j)
            glow = light.hour == "evening" and rng.random() < 0.5
            pane = lit if glow else dim(wall, 0.4, light.shade)
            canvas.pen.rectangle((left, top, left + w * 0.15, top + h * 0.19), fill=pane)


def lake(canvas, rng, light, horizon, bottom):
    w = canvas.size[0]
    far = mix(LAKE, light.sky[1], 0.4)
    near = dim(LAKE, 0.25, light.shade) if light.hour == "evening" else LAKE
    canvas.gradient([(0, horizon), (w, horizon), (w, bottom), (0, bottom)], (far, far, near, near))
    for k in range(60):
        y = horizon + (bottom - horizon) * (k / 60) ** 1.8
        x, half = rng.uniform(0, w), rng.uniform(0.01, 0.07) * w
        glint = lift(mix(far, near, k / 60), 0.35, light.sky[1])
        canvas.pen.line((x - half, y, x + half, y + 3 * sin(k)), fill=glint, width=3)


def paint_outlook(canvas, rng, light, kind, horizon, unit):
    """Fill a canvas with the view; horizon is the eye level in its pixels, unit a metre's."""
    w, h = canvas.size
    paint_sky(canvas, light, min(h, max(horizon, h * 0.75)))
    clouds(canvas, rng, light, h, 2)
    if kind == "lake":
        lake(canvas, rng, light, min(horizon, h * 0.62), h)
        treetops(canvas, rng, light, 0, w, h * 1.03, 0.24 * h)
    else:
        if kind == "houses":
            rooftops(canvas, rng, light, 0, w, h, 0.42 * h)
        treetops(canvas, rng, light, -0.1 * w, 1.1 * w, h, (0.38 if kind == "houses" else 0.6) * h)
