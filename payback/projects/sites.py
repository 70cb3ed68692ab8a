"""Where a project is: from a postcode, or from a grid reference where that is better."""

from __future__ import annotations

from dataclasses import dataclass

from payback.areas.geo import Point, point_of_grid_reference
from payback.areas.outlines import area_code_at
from payback.areas.postcodes import find_postcode
from payback.core.errors import RuleBroken


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A point and the ONS code of the area that it lies in."""

    area_code: str
    point: Point


def find_site(postcode: str, grid_reference: str = "") -> Site:
    """Return where a project is.

    Parameters
    ----------
    postcode
        In its usual spelling. It gives area and point, unless there is a grid reference.
    grid_reference
        A reference on the National Grid such as "TQ 240 890", for a large park or a postcode
        that is too new to be known.

    Raises
    ------
    RuleBroken
        If the place cannot be found; names the form field.
    """
    if grid_reference.strip():
        return _at_reference(grid_reference)
    place = find_postcode(postcode)
    if place is None:
        sentence = "We do not know where this postcode is. Check it, or add a grid reference"
        raise RuleBroken("postcode", sentence)
    return Site(area_code=place.area_code, point=place.point)


def _at_reference(text: str) -> Site:
    point = point_of_grid_reference(text)
    if point is None:
        raise RuleBroken("grid_reference", "Enter a grid reference like TQ 240 890")
    code = area_code_at(point)
    if code is None:
        raise RuleBroken("grid_reference", "This grid reference is not in a borough that we know")
    return Site(area_code=code, point=point)
