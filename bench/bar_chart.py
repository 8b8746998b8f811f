"""A bar chart as SVG, on a logarithmic scale."""

import math
from pathlib import Path
from xml.sax.saxutils import escape

COLORS = ("#a39b8f", "#4e2a84", "#d9d3c7")
WIDTH, HEIGHT, LEFT, FOOT, TOP = 720, 300, 60, 30, 60


def write(path: Path, title: str, groups, bars: dict[str, list[float]]):
    """`bars`: for each name a figure for each of the `groups`."""
    figures = [figure for row in bars.values() for figure in row]
    low = 10 ** math.floor(math.log10(min(figures)))
    high = 10 ** math.ceil(math.log10(max(figures)))

    def y(figure):
        share = math.log10(figure / low) / math.log10(high / low)
        return HEIGHT - FOOT - share * (HEIGHT - FOOT - TOP)

    lines = [_text(12, 22, title), *_legend(bars), *_scale(low, high, y), *_bars(groups, bars, y)]
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    svg = [f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', *lines, "</svg>"]
    path.write_text("\n".join(svg) + "\n")


def _legend(bars):
    for place, (name, color) in enumerate(zip(bars, COLORS, strict=True)):
        x = WIDTH - 260 + place * 85
        yield f'<rect x="{x}" y="12" width="12" height="12" fill="{color}"/>'
        yield _text(x + 17, 22, name)


def _scale(low, high, y):
    figure = low
    while figure <= high:
        yield f'<path d="M{LEFT} {y(figure):.0f}H{WIDTH}" stroke="#e7e5e4"/>'
        yield _text(LEFT - 6, y(figure) + 4, f"{figure:,}", "end")
        figure *= 10


def _bars(groups, bars, y):
    room = (WIDTH - LEFT) / len(groups)
    wide = room * 0.8 / len(bars)
    for place, group in enumerate(groups):
        left = LEFT + place * room + room * 0.1
        yield _text(left + room * 0.4, HEIGHT - 10, f"{group:,}", "middle")
        for number, (row, color) in enumerate(zip(bars.values(), COLORS, strict=True)):
            top = y(row[place])
            yield (
                f'<rect x="{left + number * wide:.1f}" y="{top:.1f}" width="{wide - 2:.1f}" '
                f'height="{HEIGHT - FOOT - top:.1f}" fill="{color}"/>'
            )


def _text(x, y, words, anchor="start") -> str:
    style = f'font-family="sans-serif" font-size="12" fill="#57534e" text-anchor="{anchor}"'
    return f'<text x="{x:.0f}" y="{y:.0f}" {style}>{escape(words)}</text>'
