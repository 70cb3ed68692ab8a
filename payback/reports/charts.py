"""The charts of the reports: bars of projects, and a run of weeks. Where everything goes.

A chart is a picture file of its own, shown with ``<picture>`` in a wide and a narrow drawing, so
that its text can be read on a phone; the Content-Security-Policy needs no exception, the page
does not wait for it, and the table beside it says the same. What a picture is made of stands in
``drawing``.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from payback.reports.drawing import (
    circle,
    fitted,
    line,
    nice_steps,
    path_through,
    picture,
    rectangle,
    text,
    width_of,
)

WIDE, NARROW = 900, 340
BAR, AVERAGE, GRID, INK = "#0f5e59", "#b5570d", "#dfe7e4", "#17211f"
TEXT_SIZE = 15
EDGE = 4
GAP = 8
"""Between a label and what it names."""
FIGURE_ROOM = 72
"""For the figure behind the longest bar."""
THICKNESS = 20
LABELS_ROOM = 300
ROW_HEIGHT, NARROW_ROW_HEIGHT = 30, 50
AXIS_ROOM = 58
MOST_LABELS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn: names with hours, in their order.

    Parameters
    ----------
    title, description
        For the picture's own title and description.
    points
        A label and a number of hours each.
    middle
        Hours of a line across, such as a median; none for bars.
    """

    title: str
    description: str
    points: tuple[tuple[str, float], ...]
    middle: float | None = None


def draw_bars(chart: Chart, *, narrow: bool) -> str:
    """Draw horizontal bars, one for each point, each with its figure; no hours are below zero.

    The name stands before its bar in the wide drawing and above it in the narrow one.
    """
    width = NARROW if narrow else WIDE
    height = NARROW_ROW_HEIGHT if narrow else ROW_HEIGHT
    start = EDGE if narrow else LABELS_ROOM + GAP + EDGE
    most = max((hours for _, hours in chart.points), default=0) or 1
    drawn = []
    for number, (label, hours) in enumerate(chart.points):
        bottom = EDGE + (number + 1) * height - (height - THICKNESS) // (6 if narrow else 2)
        length = hours / most * (width - start - FIGURE_ROOM)
        baseline = bottom - 5
        named = (start, bottom - THICKNESS - 7) if narrow else (start - GAP, baseline)
        room = width - 2 * EDGE if narrow else LABELS_ROOM
        anchor = "start" if narrow else "end"
        drawn += [
            text(fitted(label, room, TEXT_SIZE), *named, INK, anchor=anchor),
            rectangle(start, bottom - THICKNESS, length, THICKNESS, BAR),
            text(in_hours(hours), start + length + GAP, baseline, INK),
        ]
    total = 2 * EDGE + len(chart.points) * height
    return picture(chart.title, chart.description, (width, total), TEXT_SIZE, drawn)


def draw_run(chart: Chart, *, narrow: bool) -> str:
    """Draw points in time joined by a line, with the median across."""
    width, height = (NARROW, 280) if narrow else (WIDE, 330)
    plot = _Plot(
        left=AXIS_ROOM,
        right=width - 22,
        top=36,
        bottom=height - 32,
        steps=tuple(nice_steps([hours for _, hours in chart.points])),
        count=len(chart.points),
    )
    at = [(plot.x(number), plot.y(hours)) for number, (_, hours) in enumerate(chart.points)]
    drawn = [text("Hours", EDGE, 18, INK), *_grid(plot), *_days(chart, plot)]
    if chart.middle is not None:
        across = plot.y(chart.middle)
        drawn.append(line((plot.left, across), (plot.right, across), AVERAGE, 2, dashed=True))
    drawn.append(path_through(at, BAR, 2.5))
    apart = min((b[0] - a[0] for a, b in pairwise(at)), default=width)
    drawn += [circle(*each, 4 if apart > 10 else 2, BAR) for each in at]
    return picture(chart.title, chart.description, (width, height), TEXT_SIZE, drawn)


def in_hours(hours: float) -> str:
    """Return a figure as a chart shows it: one decimal, and none where it is nought."""
    return f"{hours:,.1f}".removesuffix(".0")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    """Where points lie: pixels from the left and from the top."""

    left: float
    right: float
    top: float
    bottom: float
    steps: tuple[float, ...]
    count: int

    def x(self, number: int) -> float:
        """Return where a point stands; each has the middle of an equal part."""
        return self.left + (number + 0.5) * (self.right - self.left) / self.count

    def y(self, hours: float) -> float:
        """Return the height of a number of hours."""
        low, high = self.steps[0], self.steps[-1]
        return self.bottom - (hours - low) / (high - low) * (self.bottom - self.top)


def _grid(plot: _Plot) -> list[str]:
    drawn = []
    for step in plot.steps:
        height = plot.y(step)
        drawn += [
            line((plot.left, height), (plot.right, height), GRID, 1),
            text(in_hours(step), plot.left - GAP, height + 5, INK, anchor="end"),
        ]
    return drawn


def _days(chart: Chart, plot: _Plot) -> list[str]:
    widest = max(width_of(label, TEXT_SIZE) for label, _ in chart.points)
    most = max(1, min(MOST_LABELS, int((plot.right - plot.left) / (widest + 2 * GAP))))
    every = -(-plot.count // most)
    return [
        text(label, plot.x(number), plot.bottom + 22, INK, anchor="middle")
        for number, (label, _) in enumerate(chart.points)
        if number % every == 0
    ]
