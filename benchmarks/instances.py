"""The problems that are measured, by name, each with the times it is given."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from benchmarks.nation import nation

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "scheduler" / "data"
LONDON = ROOT / "benchmarks" / "data" / "london-week.json.gz"
MADE = ROOT / "build" / "benchmarks"

SECONDS_A_REGION = 75.0
REGIONS = (1, 4, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A problem to measure.

    Attributes
    ----------
    name
        As given to `--only`.
    seconds
        The time limits to measure with; one row each.
    regions
        Of a generated nation, its number of regions.
    with_peers
        Whether the simpler methods are measured on it as well.
    replanned
        Whether planning again after supervisors have fallen ill is measured too.
    """

    name: str
    seconds: tuple[float, ...]
    regions: int | None = None
    with_peers: bool = True
    replanned: bool = False

    def file(self) -> Path:
        """Return the file of the problem as plain JSON, made first where need be."""
        if self.regions is None and self.name != "london":
            return {
                "example": DATA / "example-problem.json",
                "borough": DATA / "borough-week.json",
            }[self.name]
        path = MADE / f"{self.name}.json"
        if not path.exists():
            MADE.mkdir(parents=True, exist_ok=True)
            london = gzip.decompress(LONDON.read_bytes())
            if self.regions is not None:
                london = json.dumps(nation(json.loads(london), self.regions)).encode()
            path.write_bytes(london)
        return path


INSTANCES = (
    Instance(name="example", seconds=(10.0,)),
    Instance(name="borough", seconds=(20.0, 60.0), replanned=True),
    Instance(name="london", seconds=(60.0, 300.0), replanned=True),
    *(
        Instance(
            name=f"regions-{number}",
            seconds=(number * SECONDS_A_REGION,),
            regions=number,
            with_peers=False,
        )
        for number in REGIONS
    ),
)
"""`regions-12` is the nation: 84,000 people."""
