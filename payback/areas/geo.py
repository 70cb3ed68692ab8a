"""Points on the ground: distances, the British National Grid, and points blurred for privacy.

Pure arithmetic. Constants of the Airy 1830 and WGS84 ellipsoids, of the National Grid and of the
Helmert transformation are Ordnance Survey's ("A guide to coordinate systems in Great Britain");
the result is within about five metres of the truth.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

EARTH_RADIUS_KM = 6371.0088
METRES_100_IN_DEGREES = 0.0009

_AIRY_MAJOR, _AIRY_MINOR = 6377563.396, 6356256.909
_WGS84_MAJOR, _WGS84_MINOR = 6378137.0, 6356752.314245
_SCALE = 0.9996012717
_ORIGIN_LAT, _ORIGIN_LON = math.radians(49), math.radians(-2)
_ORIGIN_EASTING, _ORIGIN_NORTHING = 400_000, -100_000
_SHIFT_METRES = (446.448, -125.157, 542.060)
_TURN_RADIANS = tuple(math.radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
_STRETCH = 1 - 20.4894e-6

_GRID_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_GRID_REFERENCE = re.compile(r"([HJNOST][A-HJ-Z])((?:\d\d){1,5})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the ground, in degrees on WGS84."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            message = f"no such place: {self.lat}, {self.lon}"
            raise ValueError(message)


def distance_km(a: Point, b: Point) -> float:
    """Return the distance between two points over the ground (haversine), in kilometres."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    north = math.sin((lat_b - lat_a) / 2) ** 2
    east = math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    chord = min(1.0, north + math.cos(lat_a) * math.cos(lat_b) * east)
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))


def rounded_100m(point: Point) -> Point:
    """Move a point to the nearest crossing of a grid of about 100 metres.

    Homes of people on probation are kept only so: near enough to plan a journey, too vague to
    find a door. Rounding a rounded point changes nothing.
    """
    lat = round(round(point.lat / METRES_100_IN_DEGREES) * METRES_100_IN_DEGREES, 6)
    step = METRES_100_IN_DEGREES / max(math.cos(math.radians(lat)), 0.01)
    lon = round(round(point.lon / step) * step, 6)
    return Point(max(-90.0, min(90.0, lat)), max(-180.0, min(180.0, lon)))


def point_of_grid_reference(text: str) -> Point | None:
    """Return the middle of the square that a reference like "TQ 123 456" names.

    Parameters
    ----------
    text
        Two letters and two to ten figures, with or without spaces.

    Returns
    -------
    Point or None
        `None` where the text is no reference on the National Grid.
    """
    match = _GRID_REFERENCE.fullmatch("".join(text.upper().split()))
    if match is None:
        return None
    letters, figures = match.groups()
    half = len(figures) // 2
    side = 10 ** (5 - half)
    column, row = _hundred_km_square(letters)
    easting = column * 100_000 + int(figures[:half]) * side + side / 2
    northing = row * 100_000 + int(figures[half:]) * side + side / 2
    if not (0 <= easting <= 700_000 and 0 <= northing <= 1_300_000):
        return None
    return point_of_grid(easting, northing)


def point_of_grid(easting: float, northing: float) -> Point:
    """Turn an easting and northing on the National Grid, in metres, into a point on WGS84."""
    lat, lon = _geodetic(easting, northing)
    x, y, z = _to_wgs84(*_cartesian(lat, lon))
    return _point(x, y, z)


def _hundred_km_square(letters: str) -> tuple[int, int]:
    """Return how many squares of 100 km east and north of the grid's origin two letters lie."""
    first, second = (_GRID_LETTERS.index(letter) for letter in letters)
    column = (first - 2) % 5 * 5 + second % 5
    row = 19 - first // 5 * 5 - second // 5
    return column, row


def _meridian_arc(lat: float) -> float:
    n = (_AIRY_MAJOR - _AIRY_MINOR) / (_AIRY_MAJOR + _AIRY_MINOR)
    apart, together = lat - _ORIGIN_LAT, lat + _ORIGIN_LAT
    return (_AIRY_MINOR * _SCALE) * (
        (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * apart
        - (3 * n + 3 * n**2 + 21 / 8 * n**3) * math.sin(apart) * math.cos(together)
        + (15 / 8 * (n**2 + n**3)) * math.sin(2 * apart) * math.cos(2 * together)
        - 35 / 24 * n**3 * math.sin(3 * apart) * math.cos(3 * together)
    )


def _geodetic(easting: float, northing: float) -> tuple[float, float]:
    """Undo the Transverse Mercator projection: radians on the Airy ellipsoid."""
    lat = _ORIGIN_LAT
    for _ in range(10):
        missing = northing - _ORIGIN_NORTHING - _meridian_arc(lat)
        lat += missing / (_AIRY_MAJOR * _SCALE)
    e2 = 1 - (_AIRY_MINOR / _AIRY_MAJOR) ** 2
    curve = 1 - e2 * math.sin(lat) ** 2
    nu = _AIRY_MAJOR * _SCALE / math.sqrt(curve)
    rho = _AIRY_MAJOR * _SCALE * (1 - e2) / curve**1.5
    eta2 = nu / rho - 1
    t, sec = math.tan(lat), 1 / math.cos(lat)
    t2, t4 = t**2, t**4
    d = (easting - _ORIGIN_EASTING) / nu
    north = (
        d**2 / 2
        - d**4 / 24 * (5 + 3 * t2 + eta2 - 9 * t2 * eta2)
        + d**6 / 720 * (61 + 90 * t2 + 45 * t4)
    )
    east = (
        d
        - d**3 / 6 * (nu / rho + 2 * t2)
        + d**5 / 120 * (5 + 28 * t2 + 24 * t4)
        - d**7 / 5040 * (61 + 662 * t2 + 1320 * t4 + 720 * t2 * t4)
    )
    return lat - t * nu / rho * north, _ORIGIN_LON + sec * east


def _cartesian(lat: float, lon: float) -> tuple[float, float, float]:
    e2 = 1 - (_AIRY_MINOR / _AIRY_MAJOR) ** 2
    nu = _AIRY_MAJOR / math.sqrt(1 - e2 * math.sin(lat) ** 2)
    return (
        nu * math.cos(lat) * math.cos(lon),
        nu * math.cos(lat) * math.sin(lon),
        nu * (1 - e2) * math.sin(lat),
    )


def _to_wgs84(x: float, y: float, z: float) -> tuple[float, float, float]:
    """Apply the Helmert transformation from OSGB36 to WGS84."""
    shift_x, shift_y, shift_z = _SHIFT_METRES
    turn_x, turn_y, turn_z = _TURN_RADIANS
    return (
        shift_x + _STRETCH * x - turn_z * y + turn_y * z,
        shift_y + turn_z * x + _STRETCH * y - turn_x * z,
        shift_z - turn_y * x + turn_x * y + _STRETCH * z,
    )


def _point(x: float, y: float, z: float) -> Point:
    e2 = 1 - (_WGS84_MINOR / _WGS84_MAJOR) ** 2
    across = math.hypot(x, y)
    lat = math.atan2(z, across * (1 - e2))
    for _ in range(5):
        nu = _WGS84_MAJOR / math.sqrt(1 - e2 * math.sin(lat) ** 2)
        lat = math.atan2(z + e2 * nu * math.sin(lat), across)
    return Point(math.degrees(lat), math.degrees(math.atan2(y, x)))
