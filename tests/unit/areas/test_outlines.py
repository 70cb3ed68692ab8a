"""Outlines of the boroughs, and the borough of a point."""

from __future__ import annotations

import pytest

from payback.areas.geo import Point
from payback.areas.outlines import area_code_at, outlines_of


def test_outlines_are_closed_rings_keyed_by_ons_code() -> None:
    codes = [f"E090000{number:02}" for number in range(1, 34)]
    features = outlines_of(codes)["features"]
    assert [feature["id"] for feature in features] == codes
    for feature in features:
        shape = feature["geometry"]
        polygons = (
            shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        )
        assert all(ring[0] == ring[-1] for rings in polygons for ring in rings)
        assert all(len(ring) >= 4 for rings in polygons for ring in rings)


def test_only_the_areas_asked_for_are_given() -> None:
    features = outlines_of(["E09000003", "W06000015"])["features"]
    assert [feature["properties"]["name"] for feature in features] == ["Barnet"]


@pytest.mark.parametrize(
    ("lat", "lon", "area_code"),
    [
        (51.5883, -0.2293, "E09000003"),  # Hendon
        (51.5590, -0.2817, "E09000005"),  # Wembley
        (51.3762, -0.0982, "E09000008"),  # Croydon
        (51.4827, -0.0077, "E09000011"),  # Greenwich
        (51.4543, -0.9781, None),  # Reading
        (53.4794, -2.2453, None),  # Manchester
    ],
)
def test_a_point_lies_in_its_borough_or_outside_london(
    lat: float, lon: float, area_code: str | None
) -> None:
    assert area_code_at(Point(lat, lon)) == area_code
