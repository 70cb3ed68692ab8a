"""The chart of growth: seconds until the gap is 3 %, by the number of people, as SVG."""

from __future__ import annotations

from math import ceil, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH, HEIGHT = 560, 320
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 20, 50
INK, LINE, MUTED = "#0b0c0c", "#1d70b8", "#b1b4b6"


def growth_chart(growth: list[tuple[int, float | None, int]]) -> str:
    """Return the chart of (people, seconds or `None`, megabytes) rows.

    A broken line shows what growth in step with the number of people would be.
    """
    reached = [(people, close) for people, close, _ in growth if close is not None]
    most_people = max(people for people, _, _ in growth)
    most_seconds = _round_up(max((close for _, close in reached), default=1.0))

    def spot(people: float, seconds: float) -> tuple[float, float]:
        across = LEFT + (WIDTH - LEFT - RIGHT) * people / most_people
        down = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * seconds / most_seconds
        return round(across, 1), round(down, 1)

    parts = [*_axes(spot, most_people, most_seconds)]
    if reached:
        people, close = reached[0]
        share = min(1.0, most_seconds / (close * most_people / people)) if close else 1.0
        end = spot(most_people * share, close * most_people / people * share)
        parts.append(_path([spot(0, 0), end], f'stroke="{MUTED}" stroke-dasharray="5 4"'))
        parts.append(_path([spot(*one) for one in reached], f'stroke="{LINE}" stroke-width="2"'))
        for one in reached:
            x, y = spot(*one)
            parts.append(f'<circle cx="{x}" cy="{y}" r="4" fill="{LINE}"/>')
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="12" fill="{INK}" role="img">\n'
        f"<title>Seconds until the gap is 3 %, by the number of people</title>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _axes(
    spot: Callable[[float, float], tuple[float, float]], most_people: int, most_seconds: float
) -> list[str]:
    parts = []
    for step in range(5):
        seconds, people = most_seconds * step / 4, most_people * step / 4
        x, y = spot(0, seconds)
        right, _ = spot(most_people, 0)
        parts.append(f'<path d="M{x} {y}H{right}" stroke="{MUTED}" stroke-width="0.5"/>')
        parts.append(f'<text x="{x - 8}" y="{y + 4}" text-anchor="end">{seconds:,.0f}</text>')
        x, y = spot(people, 0)
        parts.append(f'<text x="{x}" y="{y + 18}" text-anchor="middle">{people:,.0f}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle">people</text>')
    high = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(
        f'<text x="16" y="{high}" text-anchor="middle" transform="rotate(-90 16 {high})">'
        "seconds</text>"
    )
    return parts


def _path(spots: list[tuple[float, float]], style: str) -> str:
    points = "L".join(f"{x} {y}" for x, y in spots)
    return f'<path d="M{points}" fill="none" {style}/>'


def _round_up(value: float) -> float:
    """Return a round number at or above a value: 1, 2, 4 or 10 times a power of ten."""
    power = 10.0 ** ceil(log10(max(value, 1e-3)) - 1)
    return next(power * step for step in (1, 2, 4, 10) if power * step >= value)
