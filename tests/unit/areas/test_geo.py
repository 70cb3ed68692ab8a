"""Distances, the National Grid and blurred points."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.areas.geo import (
    Point,
    distance_km,
    point_of_grid,
    point_of_grid_reference,
    rounded_100m,
)

POINTS = st.builds(Point, st.floats(-89, 89), st.floats(-179, 179))
BRITISH_POINTS = st.builds(Point, st.floats(49.9, 60.9), st.floats(-7, 1.8))


@pytest.mark.parametrize("lat_lon", [(91, 0), (0, -181), (math.nan, 0), (0, math.inf)])
def test_a_point_off_the_globe_is_refused(lat_lon: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="no such place"):
        Point(*lat_lon)


def test_a_degree_of_latitude_is_as_long_as_it_should_be() -> None:
    assert distance_km(Point(51, 0), Point(52, 0)) == pytest.approx(111.195, abs=0.001)


@given(a=POINTS, b=POINTS)
def test_a_distance_is_the_same_both_ways_and_never_beyond_half_the_globe(
    a: Point, b: Point
) -> None:
    assert 0 <= distance_km(a, b) <= 20_015.2
    assert distance_km(a, b) == pytest.approx(distance_km(b, a), abs=1e-9)
    assert distance_km(a, a) == 0


@given(a=BRITISH_POINTS, b=BRITISH_POINTS, c=BRITISH_POINTS)
def test_a_detour_is_never_shorter(a: Point, b: Point, c: Point) -> None:
    assert distance_km(a, c) <= distance_km(a, b) + distance_km(b, c) + 1e-9


def test_the_worked_example_of_ordnance_survey_comes_out_within_a_metre() -> None:
    known = Point(52 + 39 / 60 + 28.7230 / 3600, 1 + 42 / 60 + 57.7870 / 3600)
    assert distance_km(point_of_grid(651409.903, 313177.270), known) < 0.001


@pytest.mark.parametrize(
    ("reference", "lat", "lon"),
    [
        ("TQ 300 804", 51.5080, -0.1275),  # Trafalgar Square
        ("tq300804", 51.5080, -0.1275),
        ("TQ 2390 8950", 51.5904, -0.2117),  # Hendon
        ("NT 2755 7295", 55.9443, -3.1619),  # Arthur's Seat
        ("SV 9 1", 49.957, -6.254),  # the Isles of Scilly
        ("HP 60 10", 60.773, -0.891),  # Unst
    ],
)
def test_a_grid_reference_names_the_middle_of_its_square(
    reference: str, lat: float, lon: float
) -> None:
    point = point_of_grid_reference(reference)
    assert point is not None
    assert distance_km(point, Point(lat, lon)) < 0.15


@pytest.mark.parametrize(
    "text",
    [
        *("", "TQ", "TQ 123", "TI 12 34", "IQ 12 34", "AA 12 34", "TQ 123456 123456", "12 34"),
        *("TZ 99 99", "TQ -1 12", "TQ \u0661\u0662 \u0663\u0664"),
    ],
)
def test_what_is_no_grid_reference_has_no_point(text: str) -> None:
    assert point_of_grid_reference(text) is None


@given(st.text(max_size=14))
def test_any_text_has_a_point_in_britain_or_none(text: str) -> None:
    point = point_of_grid_reference(text)
    assert point is None or (49 < point.lat < 62 and -10 < point.lon < 4)


@given(point=BRITISH_POINTS)
def test_a_blurred_home_is_near_but_on_a_coarse_grid(point: Point) -> None:
    blurred = rounded_100m(point)
    assert distance_km(point, blurred) <= 0.0715
    assert rounded_100m(blurred) == blurred


def test_neighbours_share_one_blurred_point() -> None:
    assert rounded_100m(Point(51.60003, -0.20001)) == rounded_100m(Point(51.59990, -0.20012))
