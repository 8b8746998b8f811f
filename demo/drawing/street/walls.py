"""Outside walls as planes, and what they are made of."""

from dataclasses import dataclass
from math import hypot

from ..color import dim, lift, vary


@dataclass(frozen=True)
class Wall:
    """A vertical plane from (x0, z0) to (x1, z1), seen with its left end first."""

    x0: float
    z0: float
    x1: float
    z1: float

    @property
    def width(self) -> float:
        return hypot(self.x1 - self.x0, self.z1 - self.z0)

    @property
    def normal(self):
        w = self.width
        return ((self.z1 - self.z0) / w, 0.0, -(self.x1 - self.x0) / w)

    def at(self, u, v, off=0.0):
        w, n = self.width, self.normal
        x = self.x0 + (self.x1 - self.x0) * u / w + n[0] * off
        return (x, v, self.z0 + (self.z1 - self.z0) * u / w + n[2] * off)

    def quad(self, u0, v0, u1, v1, off=0.0):
        return [
            self.at(u0, v1, off),
            self.at(u1, v1, off),
            self.at(u1, v0, off),
            self.at(u0, v0, off),
        ]

    def faces(self, eye) -> bool:
        n = self.normal
        return n[0] * (eye[0] - self.x0) + n[2] * (eye[2] - self.z0) > 0


def panel(stage, wall, u0, v0, u1, v1, color, off=0.0, fade=0.0):
    stage.face(wall.quad(u0, v0, u1, v1, off), color, wall.normal, fade)


def brickwork(stage, wall, u0, v0, u1, v1, color, course=0.1):
    """Courses as faint lines, with single bricks picked out."""
    rng = stage.rng
    panel(stage, wall, u0, v0, u1, v1, color, fade=0.12)
    joint = dim(stage.lit(color, wall.normal), 0.09, stage.light.shade)
    v = v0 + course
    while v < v1:
        stage.face(wall.quad(u0, v, u1, v + 0.013), joint)
        v += course
    for _ in range(int((u1 - u0) * (v1 - v0) * 7)):
        row, u = rng.randrange(max(1, int((v1 - v0) / course))), rng.uniform(u0, u1 - 0.26)
        tone = vary(color, rng, 0.22)
        panel(
            stage,
            wall,
            u,
            v0 + row * course + 0.012,
            u + 0.25,
            v0 + (row + 1) * course - 0.005,
            tone,
        )


def stonework(stage, wall, u0, v0, u1, v1, color, course=0.36):
    """Dressed blocks, row by row."""
    rng, v, row = stage.rng, v0, 0
    panel(stage, wall, u0, v0, u1, v1, dim(color, 0.16))
    while v < v1:
        u = u0 - rng.uniform(0, 0.5)
        while u < u1:
            w = rng.uniform(0.5, 0.9)
            a, b = max(u, u0), min(u + w, u1)
            if b > a + 0.02:
                panel(
                    stage,
                    wall,
                    a,
                    v,
                    b - 0.018,
                    min(v + course - 0.018, v1),
                    vary(color, rng, 0.07),
                )
            u += w
        v, row = v + course, row + 1


def clapboard(stage, wall, u0, v0, u1, v1, color, course=0.16):
    panel(stage, wall, u0, v0, u1, v1, color, fade=0.1)
    shadow = dim(stage.lit(color, wall.normal), 0.14, stage.light.shade)
    v = v0
    while v < v1:
        stage.face(wall.quad(u0, v, u1, v + 0.022), shadow)
        v += course


def render(stage, wall, u0, v0, u1, v1, color):
    panel(stage, wall, u0, v0, u1, v1, color, fade=0.1)


SKINS = {"brick": brickwork, "stone": stonework, "clapboard": clapboard, "render": render}


def cornice(stage, wall, u0, u1, v, color, depth=0.35, height=0.5):
    """A moulded head of the wall with brackets and its shadow below."""
    stage.veil(wall.quad(u0, v - 0.55, u1, v), stage.light.shade, 0.3, 8)
    u = u0 + 0.12
    while u < u1 - 0.1:
        panel(stage, wall, u, v - 0.22, u + 0.13, v, dim(color, 0.2), depth * 0.5)
        u += 0.5
    panel(stage, wall, u0 - 0.1, v, u1 + 0.1, v + height * 0.55, color, depth * 0.7)
    panel(stage, wall, u0 - 0.18, v + height * 0.5, u1 + 0.18, v + height, lift(color, 0.12), depth)
    panel(
        stage,
        wall,
        u0 - 0.18,
        v + height * 0.46,
        u1 + 0.18,
        v + height * 0.54,
        dim(color, 0.25),
        depth,
    )
