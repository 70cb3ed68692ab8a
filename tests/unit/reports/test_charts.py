"""Charts as pictures: what they say, and that nothing of a name becomes part of the drawing."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from payback.reports.charts import Chart, draw_bars, draw_run

SVG = "{http://www.w3.org/2000/svg}"
LONG = "Restoring the walled garden behind Trent Park with the Friends of the Park"
BARS = Chart(
    title="Hours by project",
    description="Most hours first",
    points=(("Park <b>& Ride</b>", 1234.5), (LONG, 12.0), ("None yet", 0.0)),
)
WEEKS = Chart(
    title="Hours by week",
    description="With the median",
    points=tuple((f"{day} Nov", 10.0 * day) for day in range(1, 29)),
    middle=145.0,
)


def _words(svg: str) -> list[str]:
    drawn = ET.fromstring(svg)  # noqa: S314 - our own drawing
    return ["".join(each.itertext()) for each in drawn.iter() if each.tag == f"{SVG}text"]


@pytest.mark.parametrize("narrow", [False, True])
def test_bars_carry_their_names_and_figures(narrow: bool) -> None:
    svg = draw_bars(BARS, narrow=narrow)
    words = _words(svg)
    assert {"Park <b>& Ride</b>", "1,234.5", "12", "0"} <= set(words)
    assert any(word.startswith("Restoring the walled garden") for word in words)
    assert "<title>Hours by project</title><desc>Most hours first</desc>" in svg


@pytest.mark.parametrize("narrow", [False, True])
def test_a_picture_needs_no_exception_from_the_policy(narrow: bool) -> None:
    for svg in (draw_bars(BARS, narrow=narrow), draw_run(WEEKS, narrow=narrow)):
        assert not any(part in svg for part in ("<script", "<style", "style="))


def test_a_run_shows_as_many_days_as_there_is_room_for() -> None:
    wide, narrow = (_words(draw_run(WEEKS, narrow=each)) for each in (False, True))
    assert "Hours" in wide
    assert sum(word.endswith("Nov") for word in wide) > sum(word.endswith("Nov") for word in narrow)


def test_the_same_chart_is_drawn_once() -> None:
    assert draw_bars(BARS, narrow=False) is draw_bars(BARS, narrow=False)
