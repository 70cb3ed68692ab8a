"""Postcodes: where those of London are."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from payback.areas import postcodes
from payback.areas.geo import Point, distance_km
from payback.areas.outlines import area_code_at
from payback.areas.postcodes import (
    PostcodeTable,
    find_postcode,
    is_postcode,
    postcodes_in,
)

DATA = Path(postcodes.__file__).parent / "data"
BARNET, BRENT, WESTMINSTER, ISLINGTON = "E09000003", "E09000005", "E09000033", "E09000019"
LONDON = Point(51.5074, -0.1278)


def area_codes() -> list[str]:
    with (DATA / "london.csv").open(newline="", encoding="utf-8") as file:
        return [row["code"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("text", ["", "NW4", "QA1 1AA", "Barnet"])
def test_what_is_no_postcode_is_not_found(text: str) -> None:
    assert not is_postcode(text)
    assert find_postcode(text) is None


@pytest.mark.parametrize(
    ("text", "area_code", "lat", "lon"),
    [
        ("NW4 4BG", BARNET, 51.5883, -0.2293),  # Hendon Town Hall
        ("en54be", BARNET, 51.6528, -0.2025),  # High Barnet
        ("HA9 0FJ", BRENT, 51.5590, -0.2817),  # Brent Civic Centre
        ("SW1A 1AA", WESTMINSTER, 51.5010, -0.1416),  # Buckingham Palace
        ("EC1A 1BB", ISLINGTON, 51.5246, -0.1120),
    ],
)
def test_a_known_postcode_has_its_authority_and_place(
    text: str, area_code: str, lat: float, lon: float
) -> None:
    place = find_postcode(text)
    assert place is not None
    assert place.area_code == area_code
    assert distance_km(place.point, Point(lat, lon)) < 0.02


@pytest.mark.parametrize("text", ["M1 1AE", "GIR 0AA", "A1 1AA", "YO1 7HH"])
def test_a_postcode_elsewhere_is_well_formed_but_not_found(text: str) -> None:
    assert is_postcode(text)
    assert find_postcode(text) is None


@pytest.mark.parametrize("area_code", area_codes())
def test_every_area_has_postcodes_that_lie_in_it(area_code: str) -> None:
    places = postcodes_in(area_code)
    assert len(places) > 4_000
    sample = places[:: len(places) // 40]
    assert all(place.area_code == area_code for place in sample)
    assert all(find_postcode(place.postcode) == place for place in sample)
    assert all(distance_km(place.point, LONDON) < 32 for place in sample)
    inside = sum(area_code_at(place.point) == area_code for place in sample)
    assert inside >= 0.85 * len(sample)


def test_an_area_without_a_table_has_no_postcodes() -> None:
    assert len(postcodes_in("W06000015")) == 0


def test_postcodes_of_an_area_are_a_sequence_to_sample_from() -> None:
    places = postcodes_in(BARNET)
    assert places[0] == places[-len(places)]
    assert [place.postcode for place in places[:2]] == [places[0].postcode, places[1].postcode]
    with pytest.raises(IndexError):
        places[len(places)]


def test_the_table_is_sorted_whole_and_well_formed() -> None:
    table = PostcodeTable(DATA / "london-postcodes.bin")
    keys = [table.key(number) for number in range(len(table))]
    assert len(keys) == 331_981
    assert keys == sorted(set(keys))
    assert table.area_codes == area_codes()
    assert all(is_postcode(key.decode()) for key in keys[::7])


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.bin"
    path.write_bytes((DATA / "london-postcodes.bin").read_bytes()[:1000])
    with pytest.raises(ValueError, match=r"broken\.bin is no table of postcodes"):
        PostcodeTable(path)
