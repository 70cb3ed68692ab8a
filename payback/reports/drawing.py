"""What a picture is made of: the elements of SVG as text, how wide words are, steps of an axis.

Only attributes, no style and no script, so that a picture needs no exception from the
Content-Security-Policy. Lengths are pixels; pure functions.
"""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Point = tuple[float, float]

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_CHARACTERS = {
    0.2: "'ijl",
    0.28: " !,./:;I[\\]ft",
    0.34: '"()-`r{|}',
    0.4: "*",
    0.5: "Jckvsxyz^",
    0.56: "#$0123456789?L_abdeghnopqu",
    0.6: "+<=>FTZ~",
    0.67: "&ABEKPSVXY",
    0.73: "CDHNRUw",
    0.78: "GOQ",
    0.84: "Mm",
    0.95: "%W",
    1.02: "@",
}
"""The width of each character as a share of the size, as in Arial and fonts cut to its measure."""
_WIDTHS = {each: width for width, those in _CHARACTERS.items() for each in those}
_LEAST = 1e-3
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def picture(
    title: str, description: str, size: tuple[float, float], text_size: int, drawn: Iterable[str]
) -> str:
    """Return a whole picture on white, with the words that stand for it."""
    width, height = (_short(each) for each in size)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{FONT}" font-size="{text_size}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        f'<rect width="{width}" height="{height}" fill="white"/>{"".join(drawn)}</svg>'
    )


def text(words: str, x: float, y: float, colour: str, *, anchor: str = "start") -> str:
    """Return words whose baseline begins, ends or has its middle at a point."""
    at = f'x="{_short(x)}" y="{_short(y)}"'
    return f'<text {at} fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'


def rectangle(x: float, y: float, width: float, height: float, colour: str) -> str:
    """Return a filled rectangle with its corners taken off a little."""
    at = f'x="{_short(x)}" y="{_short(y)}" width="{_short(width)}" height="{_short(height)}"'
    return f'<rect {at} rx="2" fill="{colour}"/>'


def circle(x: float, y: float, radius: float, colour: str) -> str:
    """Return a filled circle around a point."""
    at = f'cx="{_short(x)}" cy="{_short(y)}" r="{_short(radius)}"'
    return f'<circle {at} fill="{colour}"/>'


def line(start: Point, end: Point, colour: str, thickness: float, *, dashed: bool = False) -> str:
    """Return a straight line."""
    (x1, y1), (x2, y2) = ([_short(each) for each in point] for point in (start, end))
    at = f'x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"'
    dashes = ' stroke-dasharray="6 4"' if dashed else ""
    return f'<line {at} stroke="{colour}" stroke-width="{_short(thickness)}"{dashes}/>'


def path_through(points: Iterable[Point], colour: str, thickness: float) -> str:
    """Return a line from point to point."""
    at = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
    stroke = f'stroke="{colour}" stroke-width="{_short(thickness)}"'
    return f'<polyline points="{at}" fill="none" {stroke} stroke-linejoin="round"/>'


def width_of(words: str, size: float) -> float:
    """Return about how wide words are."""
    return size * sum(_WIDTHS.get(each) or _width_elsewhere(each) for each in words)


def fitted(words: str, room: float, size: float) -> str:
    """Return words, cut and ended with an ellipsis where there is no room for all of them."""
    if width_of(words, size) <= room:
        return words
    left = room - size
    shown = ""
    for each in words:
        left -= width_of(each, size)
        if left < 0:
            break
        shown += each
    return f"{shown.rstrip()}…"


def nice_steps(values: Sequence[float], most: int = 5) -> list[float]:
    """Return the steps of an axis that holds nought and all values, at round distances.

    Parameters
    ----------
    most
        The steps wanted beyond the first; there may be one more where values lie on both sides.
    """
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    if high - low < _LEAST:
        high = low + 1.0
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(each for each in _STEPS if power * each >= rough * (1 - 1e-9))
    first, last = math.floor(low / step), math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, last + 1)]


def _width_elsewhere(character: str) -> float:
    return 1.0 if east_asian_width(character) in {"W", "F"} else 0.73


def _short(length: float) -> str:
    return f"{length:.1f}".removesuffix(".0")
