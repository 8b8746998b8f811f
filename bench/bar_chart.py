"""A bar chart as SVG, on a logarithmic scale."""

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

COLORS = ("#a39b8f", "#4e2a84", "#d9d3c7")
WIDTH, HEIGHT, LEFT, FOOT, TOP = 720, 300, 60, 30, 60


def write(path: Path, title: str, groups: Sequence[int], bars: dict[str, list[float]]) -> None:
    """Draw a bar for each name in `bars` in each of the `groups`."""
    figures = [figure for row in bars.values() for figure in row]
    low = 10 ** math.floor(math.log10(min(figures)))
    high = 10 ** math.ceil(math.log10(max(figures)))

    def y(figure: float) -> float:
        share = math.log10(figure / low) / math.log10(high / low)
        return HEIGHT - FOOT - share * (HEIGHT - FOOT - TOP)

    lines = [_text(12, 22, title), *_legend(bars), *_scale(low, high, y), *_bars(groups, bars, y)]
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    svg = [f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', *lines, "</svg>"]
    path.write_text("\n".join(svg) + "\n")


def _legend(names: dict[str, list[float]]) -> Iterator[str]:
    for index, (name, color) in enumerate(zip(names, COLORS, strict=True)):
        x = WIDTH - 260 + index * 85
        yield f'<rect x="{x}" y="12" width="12" height="12" fill="{color}"/>'
        yield _text(x + 17, 22, name)


def _scale(low: float, high: float, y: Callable[[float], float]) -> Iterator[str]:
    figure = low
    while figure <= high:
        yield f'<path d="M{LEFT} {y(figure):.0f}H{WIDTH}" stroke="#e7e5e4"/>'
        yield _text(LEFT - 6, y(figure) + 4, f"{figure:,}", "end")
        figure *= 10


def _bars(
    groups: Sequence[int], bars: dict[str, list[float]], y: Callable[[float], float]
) -> Iterator[str]:
    group_width = (WIDTH - LEFT) / len(groups)
    bar_width = group_width * 0.8 / len(bars)
    for index, group in enumerate(groups):
        left = LEFT + index * group_width + group_width * 0.1
        yield _text(left + group_width * 0.4, HEIGHT - 10, f"{group:,}", "middle")
        for number, (row, color) in enumerate(zip(bars.values(), COLORS, strict=True)):
            top = y(row[index])
            yield (
                f'<rect x="{left + number * bar_width:.1f}" y="{top:.1f}" '
                f'width="{bar_width - 2:.1f}" height="{HEIGHT - FOOT - top:.1f}" fill="{color}"/>'
            )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    style = f'font-family="sans-serif" font-size="12" fill="#57534e" text-anchor="{anchor}"'
    return f'<text x="{x:.0f}" y="{y:.0f}" {style}>{escape(text)}</text>'
