"""Arithmetic on (red, green, blue) triples."""

import colorsys

Color = tuple[int, int, int]

WHITE: Color = (255, 255, 255)
DUSK: Color = (92, 62, 104)


def rgb(code: str) -> Color:
    return tuple(int(code[i : i + 2], 16) for i in (0, 2, 4))


def mix(a: Color, b: Color, share: float) -> Color:
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b, strict=True))


def dim(color: Color, amount: float, toward: Color = DUSK) -> Color:
    """Shade by multiplying with a tinted dark, so that shadows stay rich instead of grey."""
    return tuple(
        round(c * (1 - amount + amount * t / 255)) for c, t in zip(color, toward, strict=True)
    )


def lift(color: Color, amount: float, toward: Color = (255, 247, 230)) -> Color:
    return mix(color, toward, amount)


def vary(color: Color, rng, spread: float = 0.03) -> Color:
    """The same colour a touch lighter or darker: one plank, leaf or brick among many."""
    step = rng.uniform(-spread, spread)
    return lift(color, step) if step > 0 else dim(color, -step)


def turn_hue(color: Color, degrees: float) -> Color:
    h, lightness, s = colorsys.rgb_to_hls(*(c / 255 for c in color))
    turned = colorsys.hls_to_rgb((h + degrees / 360) % 1, lightness, s)
    return tuple(round(c * 255) for c in turned)
