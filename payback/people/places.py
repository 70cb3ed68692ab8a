"""Where somebody lives, or must not go: found from what was typed, kept only roughly."""

from __future__ import annotations

import re
from dataclasses import dataclass

from payback.areas.geo import Point, point_of_grid_reference, rounded_100m
from payback.areas.outlines import area_code_at
from payback.areas.postcodes import find_postcode, is_postcode
from payback.core.errors import RuleBroken

PLACE_HINT = "A postcode such as NW4 4BG, a latitude and longitude, or a grid reference"
_NUMBER = r"[+-]?\d{1,3}(?:\.\d{1,10})?"
_COORDINATES = re.compile(rf"({_NUMBER})\s*[,;\s]\s*({_NUMBER})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPlace:
    """A point, and the ONS code of its area where that is known."""

    point: Point
    area_code: str | None


def find_place(text: str, field: str) -> FoundPlace:
    """Return a place from a postcode, "51.59, -0.22" or "TQ 240 890", rounded to about 100 m.

    Parameters
    ----------
    text
        What was typed.
    field
        The form field that a refusal belongs to.

    Raises
    ------
    RuleBroken
        If the place cannot be found.
    """
    if is_postcode(text):
        known = find_postcode(text)
        if known is None:
            sentence = (
                "We do not know where this postcode is. Check it, or enter one nearby: "
                "only a point within 100 metres is kept"
            )
            raise RuleBroken(field, sentence)
        return FoundPlace(point=rounded_100m(known.point), area_code=known.area_code)
    point = _coordinates(text) or point_of_grid_reference(text)
    if point is None:
        raise RuleBroken(field, "Enter a full UK postcode, like NW4 4BG, or 51.59, -0.22")
    return FoundPlace(point=rounded_100m(point), area_code=area_code_at(point))


def _coordinates(text: str) -> Point | None:
    """Return a latitude and longitude in or near the United Kingdom."""
    match = _COORDINATES.fullmatch(text.strip())
    if match is None:
        return None
    lat, lon = float(match[1]), float(match[2])
    return Point(lat, lon) if 49 <= lat <= 61 and -9 <= lon <= 2 else None
