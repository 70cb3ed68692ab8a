"""Postcodes: the local authority and place of each one in London.

The table is a sorted file of fixed records beside this module, mapped into memory and searched
by halving: nothing is loaded at start, and a search takes microseconds. `tools/build_postcodes.py`
writes it. A well-formed postcode that is not in it may still exist: it is new, or elsewhere.
"""

from __future__ import annotations

import mmap
import struct
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import overload

from payback.areas.geo import Point, point_of_grid
from payback.core.postcodes import is_postcode, normalise_postcode

__all__ = [
    "Place",
    "PostcodeTable",
    "find_postcode",
    "is_postcode",
    "normalise_postcode",
    "postcodes_in",
]

MAGIC = b"postcodes/1\n"
HEADER = struct.Struct(">12sIIIHH")
RECORD = struct.Struct(">7sHHH")
AREA_CODE_BYTES = 9
KEY_BYTES = 7

_TABLE = Path(__file__).parent / "data" / "london-postcodes.bin"


@dataclass(frozen=True, slots=True)
class Place:
    """A postcode that is known: the ONS code of its local authority and its centre."""

    postcode: str
    area_code: str
    point: Point


def find_postcode(text: str) -> Place | None:
    """Return where a postcode is, or `None` where it is malformed or not in the table."""
    try:
        postcode = normalise_postcode(text)
    except ValueError:
        return None
    outward, inward = postcode.split(" ")
    return _table().find(f"{outward:<4}{inward}".encode())


def postcodes_in(area_code: str) -> Sequence[Place]:
    """Return every postcode of a local authority in order, to sample demonstration data from.

    An unknown area has none. The first call reads the whole table once (about 0.1 s).
    """
    table = _table()
    return _PlacesOfArea(table, _record_numbers(table).get(area_code, array("I")))


class PostcodeTable:
    """A table of postcodes on disk; see `tools/build_postcodes.py` for its format."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header: tuple[bytes, int, int, int, int, int] = HEADER.unpack_from(self._bytes)
        magic, self._count, easting, northing, self._unit, areas = header
        self._first = HEADER.size + areas * AREA_CODE_BYTES
        if magic != MAGIC or len(self._bytes) != self._first + self._count * RECORD.size:
            message = (
                f"{path.name} is no table of postcodes; build it with tools/build_postcodes.py"
            )
            raise ValueError(message)
        self._origin = (easting, northing)
        codes = self._bytes[HEADER.size : self._first].decode("ascii")
        self.area_codes = [
            codes[at : at + AREA_CODE_BYTES] for at in range(0, len(codes), AREA_CODE_BYTES)
        ]

    def __len__(self) -> int:
        return self._count

    def key(self, number: int) -> bytes:
        """Return the postcode of a record: the outward code filled to four, then the inward."""
        at = self._first + number * RECORD.size
        return self._bytes[at : at + KEY_BYTES]

    def area_number(self, number: int) -> int:
        """Return the position in `area_codes` of a record's local authority."""
        return self._record(number)[1]

    def place(self, number: int) -> Place:
        """Return a record as a place."""
        key, area, east, north = self._record(number)
        text = key.decode("ascii")
        point = point_of_grid(
            self._origin[0] + east * self._unit, self._origin[1] + north * self._unit
        )
        return Place(f"{text[:4].rstrip()} {text[4:]}", self.area_codes[area], point)

    def find(self, key: bytes) -> Place | None:
        """Return the place of a key, or `None`."""
        number = bisect_left(range(self._count), key, key=self.key)
        if number < self._count and self.key(number) == key:
            return self.place(number)
        return None

    def _record(self, number: int) -> tuple[bytes, int, int, int]:
        key, area, east, north = RECORD.unpack_from(self._bytes, self._first + number * RECORD.size)
        return key, area, east, north


class _PlacesOfArea(Sequence[Place]):
    """The places of one area, each read when it is asked for."""

    def __init__(self, table: PostcodeTable, numbers: array[int]) -> None:
        self._table = table
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> Place: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Place]: ...
    def __getitem__(self, index: int | slice) -> Place | Sequence[Place]:
        if isinstance(index, slice):
            return _PlacesOfArea(self._table, self._numbers[index])
        return self._table.place(self._numbers[index])


@cache
def _table() -> PostcodeTable:
    return PostcodeTable(_TABLE)


@cache
def _record_numbers(table: PostcodeTable) -> dict[str, array[int]]:
    numbers = {code: array("I") for code in table.area_codes}
    for number in range(len(table)):
        numbers[table.area_codes[table.area_number(number)]].append(number)
    return numbers
