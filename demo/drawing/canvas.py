"""A supersampled drawing surface: flat fills, gradients, and soft-edged veils."""

from math import ceil, floor

from PIL import Image, ImageDraw, ImageFilter

ZOOM = 2


class Canvas:
    def __init__(self, size: tuple[int, int], ground=(255, 255, 255)):
        self.size = (size[0] * ZOOM, size[1] * ZOOM)
        self.image = Image.new("RGB", self.size, ground)
        self.pen = ImageDraw.Draw(self.image)
        self.unit = self.size[0] / 1600

    def fill(self, points, color):
        if len(points) > 2:
            self.pen.polygon(points, fill=color)

    def line(self, points, color, width):
        self.pen.line(points, fill=color, width=max(1, round(width)), joint="curve")

    def dot(self, x, y, rx, color, ry=None):
        ry = rx if ry is None else ry
        self.pen.ellipse((x - rx, y - ry, x + rx, y + ry), fill=color)

    def gradient(self, points, corners):
        """Fill with four colours at the bounds' top left, top right, bottom left, bottom right."""
        box = self._bounds(points)
        if box:
            mask = self._mask(points, box, 255)
            self.image.paste(blend(corners, mask.size), box, mask)

    def veil(self, points, color, opacity, blur=0.0):
        self.veils([points], color, opacity, blur)

    def veils(self, shapes, color, opacity, blur=0.0):
        """Translucent shapes in one layer, so that they don't darken where they overlap."""
        shapes = [s for s in shapes if len(s) > 2]
        box = self._bounds([p for s in shapes for p in s], margin=2.5 * blur)
        if not box:
            return
        mask = self.soft_mask(shapes, box, opacity, blur)
        self.image.paste(color, box, mask)

    def relight(self, shapes, blocked, gain, opacity, blur):
        """Multiply what lies under the shapes, save where blocked, by gain / 255 a channel."""
        shapes = [s for s in shapes if len(s) > 2]
        blur *= self.unit
        box = self._bounds([p for s in shapes for p in s], margin=2.5 * blur)
        if not box:
            return
        mask = self.soft_mask(shapes, box, opacity, blur, [s for s in blocked if len(s) > 2])
        table = [min(255, round(v * g / 255)) for g in gain for v in range(256)]
        self.image.paste(self.image.crop(box).point(table), box, mask)

    def soft_mask(self, shapes, box, opacity, blur, holes=()):
        size = (box[2] - box[0], box[3] - box[1])
        ratio = max(1.0, blur / 3)
        small = Image.new("L", (ceil(size[0] / ratio), ceil(size[1] / ratio)))
        pen = ImageDraw.Draw(small)
        for group, value in ((shapes, round(255 * opacity)), (holes, 0)):
            for shape in group:
                moved = [((x - box[0]) / ratio, (y - box[1]) / ratio) for x, y in shape]
                pen.polygon(moved, fill=value)
        if blur:
            small = small.filter(ImageFilter.GaussianBlur(blur / ratio))
        return small if small.size == size else small.resize(size, Image.Resampling.BILINEAR)

    def _mask(self, points, box, value):
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        ImageDraw.Draw(mask).polygon([(x - box[0], y - box[1]) for x, y in points], fill=value)
        return mask

    def _bounds(self, points, margin=0.0):
        if len(points) < 3:
            return None
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        left, top = max(0, floor(min(xs) - margin)), max(0, floor(min(ys) - margin))
        right = min(self.size[0], ceil(max(xs) + margin) + 1)
        bottom = min(self.size[1], ceil(max(ys) + margin) + 1)
        return (left, top, right, bottom) if left < right and top < bottom else None

    def finish(self) -> Image.Image:
        return self.image.reduce(ZOOM)


def blend(corners, size) -> Image.Image:
    seed = Image.new("RGB", (2, 2))
    seed.putdata(corners)
    fine = (max(2, size[0] // 4), max(2, size[1] // 4))
    smooth = seed.resize(fine, Image.Resampling.BILINEAR, box=(0.5, 0.5, 1.5, 1.5))
    return smooth.resize(size, Image.Resampling.NEAREST)
