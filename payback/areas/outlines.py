"""Outlines of the London boroughs: for maps, and to tell which borough a point lies in.

Simplified lines of 2015: good for a map, and right for about 99 points in 100; where a postcode
is known, its own authority is the better answer.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from payback.areas.geo import Point

Position = tuple[float, float]
Ring = tuple[Position, ...]

_FILE = Path(__file__).parent / "data" / "london-boroughs.geojson"


def outlines_of(area_codes: Iterable[str]) -> dict[str, Any]:
    """Return a GeoJSON collection of the areas that have an outline, keyed by ONS code."""
    wanted = set(area_codes)
    features = [feature for feature in _collection()["features"] if feature["id"] in wanted]
    return {"type": "FeatureCollection", "features": features}


def area_code_at(point: Point) -> str | None:
    """Return the ONS code of the borough that a point lies in, or `None` outside London."""
    position = (point.lon, point.lat)
    for code, polygons in _polygons().items():
        if any(_contains(rings, position) for rings in polygons):
            return code
    return None


def _contains(rings: Sequence[Ring], position: Position) -> bool:
    """Say whether a polygon's first ring, and none of its holes, is around a position."""
    return sum(_crossings(ring, position) for ring in rings) % 2 == 1


def _crossings(ring: Ring, position: Position) -> int:
    """Count the sides of a ring that a line from a position towards the east meets."""
    x, y = position
    count = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            count += 1
    return count


@cache
def _collection() -> dict[str, Any]:
    collection: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return collection


@cache
def _polygons() -> dict[str, tuple[tuple[Ring, ...], ...]]:
    found = {}
    for feature in _collection()["features"]:
        shape = feature["geometry"]
        parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        found[feature["id"]] = tuple(
            tuple(tuple((lon, lat) for lon, lat in ring) for ring in rings) for rings in parts
        )
    return found
