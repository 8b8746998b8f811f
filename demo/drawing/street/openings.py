"""Windows and doors seen from the street."""

from ..color import dim, lift, mix, rgb, vary
from ..geometry import rounded
from .walls import panel

PALE = rgb("f3ead8")
GLOW = rgb("ffd489")


def opening(stage, wall, u, v, w, h, stone=PALE, frame=PALE, kind="sash"):
    """A window whose sill is at v and whose left side is at u."""
    rng, normal = stage.rng, wall.normal
    outline = rounded(u, v, u + w, v + h, (0, 0, w / 2, w / 2) if kind == "arch" else 0, 8)
    _surround(stage, wall, u, v, w, h, stone, kind)
    at = lambda pts, off=0.0: stage.camera.project([wall.at(a, b, off) for a, b in pts])  # noqa: E731
    stage.canvas.fill(at(outline), dim(stage.lit(frame, normal), 0.1))
    inset = 0.07
    glass = [
        (
            u + w / 2 + (a - u - w / 2) * (1 - 2 * inset / w),
            v + h / 2 + (b - v - h / 2) * (1 - 2 * inset / h),
        )
        for a, b in outline
    ]
    lit = rng.random() < 0.62
    _glass(stage, at(glass), lit)
    if lit and stage.light.hour == "evening":
        stage.glow(wall.at(u + w / 2, v + h / 2, 0.1), 1.5, 0.75)
    _inside(stage, wall, u + inset, v + inset, w - 2 * inset, h - 2 * inset, kind)
    bar = lambda a, b, c, d: panel(stage, wall, a, b, c, d, frame, 0.01)  # noqa: E731
    if kind in ("sash", "arch"):
        bar(u + 0.04, v + h / 2 - 0.035, u + w - 0.04, v + h / 2 + 0.035)
    if kind == "wide":
        bar(u + w * 0.27, v, u + w * 0.27 + 0.07, v + h)
        bar(u + w * 0.73 - 0.07, v, u + w * 0.73, v + h)
    if kind == "grid":
        for k in (1, 2):
            bar(u + w * k / 3 - 0.02, v, u + w * k / 3 + 0.02, v + h)
        for k in (1, 2, 3):
            bar(u, v + h * k / 4 - 0.02, u + w, v + h * k / 4 + 0.02)
    stage.veil(
        wall.quad(u, v + h * 0.86, u + w, v + h * (1 if kind != "arch" else 0.9)),
        stage.light.shade,
        0.4,
        5,
    )


def _surround(stage, wall, u, v, w, h, stone, kind):
    if kind == "arch":
        hood = rounded(
            u - 0.16, v, u + w + 0.16, v + h + 0.16, (0, 0, w / 2 + 0.16, w / 2 + 0.16), 8
        )
        flat = stage.camera.project([wall.at(a, b) for a, b in hood])
        stage.canvas.fill(flat, stage.lit(stone, wall.normal))
    else:
        panel(stage, wall, u - 0.13, v + h, u + w + 0.13, v + h + 0.24, stone, 0.03)
    panel(stage, wall, u - 0.13, v - 0.14, u + w + 0.13, v, stone, 0.06)
    stage.veil(wall.quad(u - 0.13, v - 0.28, u + w + 0.13, v - 0.14), stage.light.shade, 0.28, 5)


def _glass(stage, shape, lit):
    top, low = stage.light.sky
    if stage.light.hour == "evening" and lit:
        stage.canvas.gradient(shape, (GLOW, lift(GLOW, 0.4), rgb("f2a75c"), GLOW))
        return
    deep = dim(mix(top, (74, 90, 120), 0.8), 0.15, stage.light.shade)
    pale = mix(low, deep, 0.45)
    stage.canvas.gradient(shape, (pale, deep, deep, mix(pale, deep, 0.5)))


def _inside(stage, wall, u, v, w, h, kind):
    """A blind half down, a pair of curtains, or a plant on the sill."""
    rng, home = stage.rng, stage.home
    tone = mix(rng.choice((PALE, home.cloth2, home.wall2)), (120, 110, 130), 0.2)
    choice = rng.random()
    top = v + h * (0.8 if kind == "arch" else 1)
    if choice < 0.3:
        drop = h * rng.uniform(0.2, 0.42)
        panel(stage, wall, u, top - drop, u + w, top, tone, fade=0.1)
    elif choice < 0.6:
        for a, b in ((u, u + w * 0.2), (u + w * 0.8, u + w)):
            panel(stage, wall, a, v, b, top, tone, fade=0.15)
    elif choice < 0.72:
        (x, y), *_ = stage.camera.project([wall.at(u + w * rng.uniform(0.3, 0.7), v)])
        r = 0.06 * stage.camera.scale(wall.at(u, v))
        for dx, dy in (
            (-1, 1),
            (0.9, 1.3),
            (0, 2.4),
            (-1.2, 2.4),
            (1.1, 2.6),
            (-0.3, 3.6),
            (0.5, 1),
        ):
            stage.canvas.dot(x + dx * r, y - dy * r, r * 0.8, vary(dim(home.leaf, 0.1), rng, 0.2))


def door(stage, wall, u, v, w=1.05, h=2.2, color=None, stone=PALE, fan=True):
    color = color or stage.home.accent
    top = v + h + (0.45 if fan else 0.08)
    panel(stage, wall, u - 0.16, v, u + w + 0.16, top + 0.16, stone, 0.02)
    panel(stage, wall, u, v, u + w, top, dim(stone, 0.25))
    if fan:
        pane = stage.camera.project(wall.quad(u + 0.05, v + h + 0.06, u + w - 0.05, top - 0.05))
        _glass(stage, pane, True)
    panel(stage, wall, u + 0.03, v, u + w - 0.03, v + h, color, fade=0.2)
    for a in (u + 0.14, u + w / 2 + 0.05):
        panel(stage, wall, a, v + 0.2, a + w / 2 - 0.2, v + 0.9, dim(color, 0.16))
        pane = stage.camera.project(wall.quad(a, v + 1.05, a + w / 2 - 0.2, v + h - 0.2))
        _glass(stage, pane, True)
    panel(stage, wall, u + w - 0.16, v + 0.95, u + w - 0.1, v + 1.05, stage.home.metal, 0.05)
    if stage.light.hour == "evening":
        x, y, z = wall.at(u + w / 2, v + h + 0.2, 0.3)
        stage.glow((x, y, z), 3.2, 0.9)
