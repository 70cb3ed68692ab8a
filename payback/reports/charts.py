"""Charts as SVG, drawn on the server with Altair and vl-convert.

A chart is a picture file of its own, shown with ``<picture>`` in a wide and a narrow drawing, so
that its text can be read on a phone; the Content-Security-Policy needs no exception, the page
does not wait for it, and the table beside it says the same. Altair takes seconds to import: only
the view that serves a chart imports this module, and only when it is first asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

import altair as alt
import vl_convert

WIDE, NARROW = 900, 340
BAR, AVERAGE, GRID, INK = "#0f5e59", "#b5570d", "#dfe7e4", "#17211f"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


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


@lru_cache(maxsize=256)
def draw_bars(chart: Chart, *, narrow: bool) -> str:
    """Draw horizontal bars, one for each point, each with its figure.

    The name stands before its bar in the wide drawing and above it in the narrow one.
    """
    values = [{"label": label, "hours": hours} for label, hours in chart.points]
    before = alt.Axis(labelLimit=300, labelPadding=8, ticks=False, domain=False)
    base = alt.Chart(_data(values)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=None if narrow else before),
        x=alt.X("hours:Q", title=None, axis=None),
    )
    down, thick = (8, 0.4) if narrow else (0, 0.66)
    layers: list[Any] = [
        base.mark_bar(color=BAR, cornerRadiusEnd=3, height={"band": thick}, yOffset=down),
        base.mark_text(align="left", dx=6, dy=down, fontSize=15, color=INK).encode(
            text=alt.Text("hours:Q", format=",.1~f")
        ),
    ]
    if narrow:
        above = base.mark_text(align="left", dy=-12, limit=290, fontSize=15, color=INK)
        layers.append(above.encode(x=alt.value(0), text="label:N"))
    width, height = (255, 50) if narrow else (500, 30)
    return _drawn(chart, alt.layer(*layers).properties(width=width, height={"step": height}))


@lru_cache(maxsize=256)
def draw_run(chart: Chart, *, narrow: bool) -> str:
    """Draw points in time joined by a line, with the median across."""
    values = [{"label": label, "hours": hours} for label, hours in chart.points]
    every = max(1, -(-len(values) // (4 if narrow else 12)))
    shown = [label for label, _ in chart.points[::every]]
    base = alt.Chart(_data(values)).encode(
        x=alt.X(
            "label:O",
            sort=None,
            title=None,
            axis=alt.Axis(values=shown, labelAngle=0, ticks=False, labelPadding=8),
        ),
        y=alt.Y("hours:Q", title="Hours", scale=alt.Scale(zero=True)),
    )
    line = base.mark_line(color=BAR, strokeWidth=2.5, point=alt.OverlayMarkDef(color=BAR, size=55))
    layers: list[Any] = [line]
    if chart.middle is not None:
        middle = alt.Chart(_data([{"hours": chart.middle}]))
        layers.append(
            middle.mark_rule(color=AVERAGE, strokeDash=[6, 4], strokeWidth=2).encode(y="hours:Q")
        )
    width, height = (270, 220) if narrow else (830, 260)
    return _drawn(chart, alt.layer(*layers).properties(width=width, height=height))


def _data(values: list[dict[str, Any]]) -> alt.Data:
    return alt.Data(values=values)  # type: ignore[no-untyped-call]  # Altair's own


def _drawn(chart: Chart, drawing: Any) -> str:  # noqa: ANN401 - one of Altair's many chart classes
    text = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 15, "titleFontSize": 15}
    config = {
        "font": FONT,
        "background": "white",
        "view": {"stroke": None},
        "axis": text | {"labelColor": INK, "titleColor": INK, "gridColor": GRID},
        "padding": {"left": 4, "right": 60, "top": 8, "bottom": 8},
    }
    svg: str = vl_convert.vegalite_to_svg(drawing.to_dict() | {"config": config})
    start = svg.index(">") + 1
    words = f"<title>{escape(chart.title)}</title><desc>{escape(chart.description)}</desc>"
    return svg[:start] + words + svg[start:]
