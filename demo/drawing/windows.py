"""Windows in a wall: reveal, view, sashes, sill, and curtains or a blind."""

from .canvas import Canvas
from .color import dim, lift, mix
from .geometry import clip_to_box, rounded
from .outlook import paint_outlook
from .solids import box

RECESS = 0.13


def window(room, wall, u0, v0, u1, v1, kind="sash", view="trees", dress="curtains", sill=True):
    """Cut a window; it joins the room's panes, through which the sun comes."""
    stage = room.stage
    frame = mix((252, 248, 240), stage.home.wall, 0.06)
    outline = _outline(u0, v0, u1, v1, kind)
    at = room.plane(wall)
    _casing(room, wall, u0, v0, u1, v1, kind, frame)
    stage.face([at(u, v) for u, v in outline], stage.lit(dim(frame, 0.2), room.normal(wall)))
    glass = _seen_through(room, wall, outline)
    shape = stage.camera.project([at(u, v, -RECESS) for u, v in glass])
    _paste_view(room, shape, view, kind)
    for line in _bars(u0, v0, u1, v1, kind):
        _bar(room, wall, glass, line, frame)
    stage.flares.append(shape)
    room.panes += [[at(u, v) for u, v in pane] for pane in _panes(u0, v0, u1, v1, kind)]
    if sill:
        _sill(room, wall, u0, v0, u1, frame)
    dress = "none" if kind == "arch" and dress == "blind" else dress
    DRESSES[dress](room, wall, u0, v0, u1, v1)


def _outline(u0, v0, u1, v1, kind):
    if kind == "arch":
        return rounded(u0, v0, u1, v1, (0, 0, (u1 - u0) / 2, (u1 - u0) / 2), 10)
    return [(u0, v0), (u1, v0), (u1, v1), (u0, v1)]


def _casing(room, wall, u0, v0, u1, v1, kind, frame):
    stage, at = room.stage, room.plane(wall)
    outer = _outline(u0 - 0.09, v0 - 0.02, u1 + 0.09, v1 + 0.1, kind)
    tone = stage.lit(frame, room.normal(wall))
    flat = stage.camera.project([at(u, v, 0.02) for u, v in outer])
    stage.canvas.veil(flat, stage.light.shade, 0.35, 10 * stage.canvas.unit)
    stage.canvas.fill(flat, tone)


def _seen_through(room, wall, outline):
    """The part of the recessed glass that the opening lets one see."""
    eye = room.stage.camera.eye
    along, deep = (eye[0], room.depth - eye[2]) if wall == "back" else (eye[2], eye[0])
    deep = room.width - eye[0] if wall == "right" else deep
    grow = (deep + RECESS) / deep
    us, vs = [p[0] for p in outline], [p[1] for p in outline]
    low = (along + (min(us) - along) * grow, eye[1] + (min(vs) - eye[1]) * grow)
    high = (along + (max(us) - along) * grow, eye[1] + (max(vs) - eye[1]) * grow)
    return clip_to_box(outline, low, high)


def _paste_view(room, shape, view, kind):
    stage = room.stage
    box = stage.canvas._bounds(shape)
    if not box:
        return
    w, h = box[2] - box[0], box[3] - box[1]
    scene = Canvas((max(4, w // 2), max(4, h // 2)))
    horizon = stage.camera.center[1] - box[1]
    paint_outlook(scene, stage.rng, stage.light, view, horizon, stage.canvas.unit)
    mask = stage.canvas._mask(shape, box, 255)
    stage.canvas.image.paste(scene.image.resize((w, h)), box, mask)


def _bars(u0, v0, u1, v1, kind):
    """Rails and muntins as (start, end, thickness)."""
    um, vm = (u0 + u1) / 2, (v0 + v1) / 2
    edge = [
        ((u0, v0), (u1, v0), 0.07),
        ((u0, v1), (u1, v1), 0.06),
        ((u0, v0), (u0, v1), 0.06),
        ((u1, v0), (u1, v1), 0.06),
    ]
    inner = {
        "sash": [((u0, vm), (u1, vm), 0.06)],
        "casement": [((um, v0), (um, v1), 0.08), ((u0, vm + 0.3), (u1, vm + 0.3), 0.03)],
        "arch": [((um, v0), (um, v1), 0.03), ((u0, vm), (u1, vm), 0.05)],
        "picture": [],
        "grid": [
            *(((u0 + (u1 - u0) * k / 3, v0), (u0 + (u1 - u0) * k / 3, v1), 0.025) for k in (1, 2)),
            *(((u0, v0 + (v1 - v0) * k / 4), (u1, v0 + (v1 - v0) * k / 4), 0.025) for k in (1, 3)),
            ((u0, vm), (u1, vm), 0.06),
        ],
        "triple": [
            *(((u0 + (u1 - u0) * k, v0), (u0 + (u1 - u0) * k, v1), 0.07) for k in (0.25, 0.75)),
            ((u0, vm), (u0 + (u1 - u0) * 0.25, vm), 0.05),
            ((u0 + (u1 - u0) * 0.75, vm), (u1, vm), 0.05),
        ],
    }[kind]
    return (edge[:1] if kind == "arch" else edge) + inner


def _bar(room, wall, glass, line, frame):
    (a, b), (c, d), thick = line
    half = thick / 2
    flat = [(a, b - half), (c, d - half), (c, d + half), (a, b + half)]
    if a == c:
        flat = [(a - half, b), (a + half, b), (c + half, d), (c - half, d)]
    us, vs = [p[0] for p in glass], [p[1] for p in glass]
    flat = clip_to_box(flat, (min(us), min(vs)), (max(us), max(vs)))
    at = room.plane(wall)
    tone = dim(room.stage.lit(frame, room.normal(wall)), 0.12, room.stage.light.shade)
    room.stage.face([at(u, v, -RECESS + 0.01) for u, v in flat], tone)


def _panes(u0, v0, u1, v1, kind):
    columns = {"casement": 2, "grid": 3, "triple": 3, "arch": 2}.get(kind, 1)
    rows = {"picture": 1, "grid": 4, "triple": 1}.get(kind, 2)
    du, dv = (u1 - u0) / columns, (v1 - v0) / rows
    for i in range(columns):
        for j in range(rows):
            a, b = u0 + i * du + 0.035, v0 + j * dv + 0.03
            c, d = u0 + (i + 1) * du - 0.035, v0 + (j + 1) * dv - 0.03
            yield [(a, b), (c, b), (c, d), (a, d)]


def _sill(room, wall, u0, v0, u1, frame):
    stage, at = room.stage, room.plane(wall)
    a, b = at(u0 - 0.12, v0 - 0.05, 0.0), at(u1 + 0.12, v0, 0.12)
    low, high = tuple(map(min, a, b)), tuple(map(max, a, b))
    from .place import Place

    box(stage, Place(0, 0, facing="away"), low, high, frame, 0.05)


def _bare(room, wall, u0, v0, u1, v1):
    pass


def _curtains(room, wall, u0, v0, u1, v1):
    stage, at = room.stage, room.plane(wall)
    top, foot = v1 + 0.2, 0.04
    spread = min(0.34, 0.3 * (u1 - u0))
    rod = [at(u0 - spread - 0.05, top + 0.02, 0.1), at(u1 + spread + 0.05, top + 0.02, 0.1)]
    cloth = stage.home.cloth if room.bold_curtains else stage.home.cloth2
    low, high = _around(rod, top)
    stage.add(low, high, lambda: stage.stroke(rod, stage.home.metal, 0.025), shadow=False)
    for a, b in ((u0 - spread, u0 + 0.07), (u1 - 0.07, u1 + spread)):
        low, high = _around([at(a, top, 0.1), at(b, top, 0.1)], foot)
        paint = lambda a=a, b=b: _drape(room, wall, a, b, foot, top, cloth)  # noqa: E731
        stage.add(low, high, paint, shadow=False)


def _around(points, foot):
    low = tuple(min(p[i] for p in points) - 0.02 for i in range(3))
    high = tuple(max(p[i] for p in points) + 0.02 for i in range(3))
    return (low[0], foot, low[2]), high


def _drape(room, wall, a, b, foot, top, cloth, folds=6):
    stage, at = room.stage, room.plane(wall)
    cloth = stage.lit(cloth, room.normal(wall))
    step = (b - a) / folds
    flare = 0.03
    for k in range(folds):
        u, v = a + k * step, a + (k + 1) * step
        wide = [
            at(u, top, 0.1),
            at(v, top, 0.1),
            at(v + flare, foot, 0.1),
            at(u - flare, foot, 0.1),
        ]
        flat = stage.camera.project(wide)
        pale, deep = lift(cloth, 0.14), dim(cloth, 0.2, stage.light.shade)
        pair = (pale, deep) if k % 2 else (cloth, mix(cloth, deep, 0.7))
        stage.canvas.gradient(flat, pair * 2)


def _blind(room, wall, u0, v0, u1, v1):
    stage, at = room.stage, room.plane(wall)
    cloth = stage.lit(stage.home.cloth2, room.normal(wall))
    drop = (v1 - v0) * 0.3
    for k in range(4):
        y1, y0 = v1 + 0.05 - k * drop / 4, v1 + 0.05 - (k + 1) * drop / 4
        quad = [
            at(u0 - 0.03, y1, 0.03),
            at(u1 + 0.03, y1, 0.03),
            at(u1 + 0.03, y0, 0.05),
            at(u0 - 0.03, y0, 0.05),
        ]
        stage.face(quad, lift(cloth, 0.05 * k), None, 0.16)


DRESSES = {"none": _bare, "curtains": _curtains, "blind": _blind}
