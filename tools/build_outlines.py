"""Build the outlines of the London boroughs for maps: TopoJSON by name to GeoJSON by ONS code.

Run by hand. The source is the file data/londonBoroughs.json of the npm package vega-datasets
(National Statistics and Ordnance Survey, 2015; Open Government Licence v3.0)::

    python -m tools.build_outlines londonBoroughs.json payback/areas/data/london.csv \
        payback/areas/data/london-boroughs.geojson
"""

from __future__ import annotations

import csv
import json
import sys
from itertools import accumulate, chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

DECIMALS = 5
SMALLEST_RING = 3
Position = tuple[float, float]
Json = dict[str, Any]


def main(arguments: Sequence[str]) -> None:
    """Read the topology and the areas, and write the outlines."""
    if len(arguments) != 3:
        sys.exit("usage: python -m tools.build_outlines TOPOLOGY AREAS.csv OUTLINES.geojson")
    source, areas, target = (Path(argument) for argument in arguments)
    with areas.open(newline="", encoding="utf-8") as file:
        codes = {row["name"]: row["code"] for row in csv.DictReader(file)}
    collection = outlines(json.loads(source.read_text(encoding="utf-8")), codes)
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    target.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(collection['features'])} outlines, {len(text):,} characters\n")


def outlines(topology: Json, codes: dict[str, str]) -> Json:
    """Return a collection with one feature for each borough, in the order of the ONS codes."""
    arcs = _arcs(topology)
    features: list[Json] = [
        {
            "type": "Feature",
            "id": codes[shape["id"]],
            "properties": {"name": shape["id"]},
            "geometry": {"type": shape["type"], "coordinates": _coordinates(shape, arcs)},
        }
        for shape in topology["objects"]["boroughs"]["geometries"]
    ]
    features.sort(key=lambda feature: str(feature["id"]))
    return {"type": "FeatureCollection", "features": features}


def _arcs(topology: Json) -> list[list[Position]]:
    """Undo the whole-number steps in which a topology keeps its lines."""
    scale_x, scale_y = topology["transform"]["scale"]
    move_x, move_y = topology["transform"]["translate"]

    def added(a: Sequence[int], b: Sequence[int]) -> tuple[int, int]:
        return a[0] + b[0], a[1] + b[1]

    return [
        [
            (round(x * scale_x + move_x, DECIMALS), round(y * scale_y + move_y, DECIMALS))
            for x, y in accumulate(steps, added)
        ]
        for steps in topology["arcs"]
    ]


def _coordinates(shape: Json, arcs: list[list[Position]]) -> list[Any]:
    def ring(numbers: Sequence[int]) -> list[Position]:
        lines = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return [lines[0][0], *chain.from_iterable(line[1:] for line in lines)]

    def polygon(rings: Sequence[Sequence[int]]) -> list[list[Position]]:
        """Leave out the rings that simplification has shrunk to a line."""
        return [line for line in map(ring, rings) if len(set(line)) >= SMALLEST_RING]

    if shape["type"] == "Polygon":
        return polygon(shape["arcs"])
    return [rings for rings in map(polygon, shape["arcs"]) if rings]


if __name__ == "__main__":
    main(sys.argv[1:])
