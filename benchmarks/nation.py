"""A nation for the benchmarks: cities like London, each moved, shuffled and renamed."""

import copy
import random
from collections.abc import Mapping
from typing import Any

APART_NORTH = 1.5
APART_EAST = 2.5
COLUMNS = 3


def nation(city: Mapping[str, Any], regions: int, seed: int = 1) -> dict[str, Any]:
    """Return a problem of several cities, each as large as the one given and unlike the others.

    Parameters
    ----------
    city
        A problem in the format `payback-rota/1`.
    regions
        How many cities; they lie in three columns, some 165 km apart, so that nobody can reach
        a neighbouring one.
    seed
        For what differs: homes, urgency and attendance.
    """
    result = {key: copy.deepcopy(city[key]) for key in ("format", "start", "end", "policy")}
    lists = ("projects", "sessions", "supervisors", "people")
    result |= {key: [] for key in lists}
    for number in range(regions):
        north = APART_NORTH * (number // COLUMNS)
        east = -APART_EAST * (number % COLUMNS)
        chance = random.Random(seed * 100 + number)
        part = copy.deepcopy({key: city[key] for key in lists})
        _move(part, north, east, chance)
        _rename(part, f"R{number:02d}-")
        for key in lists:
            result[key].extend(part[key])
    return result


def _move(part: dict[str, Any], north: float, east: float, chance: random.Random) -> None:
    """Move a city, and scatter what is in it a little."""
    for key in ("projects", "supervisors", "people"):
        for row in part[key]:
            row["lat"] = round(row["lat"] + north + chance.gauss(0, 0.01), 5)
            row["lon"] = round(row["lon"] + east + chance.gauss(0, 0.015), 5)
    for person in part["people"]:
        person["exclusions"] = [
            [lat + north, lon + east, km] for lat, lon, km in person["exclusions"]
        ]
        person["remaining_minutes"] = max(
            30, person["remaining_minutes"] + chance.randint(-9, 9) * 15
        )
        rate = person["attendance_rate"] + chance.gauss(0, 0.03)
        person["attendance_rate"] = round(min(0.98, max(0.3, rate)), 2)


def _rename(part: dict[str, Any], prefix: str) -> None:
    """Give every id of a city a prefix, and everything that refers to it."""
    for key in ("projects", "sessions", "supervisors", "people"):
        for row in part[key]:
            row["id"] = prefix + row["id"]
    for session in part["sessions"]:
        session["project"] = prefix + session["project"]
    for person in part["people"]:
        person["keep_apart"] = [prefix + other for other in person["keep_apart"]]
        if person["only_projects"] is not None:
            person["only_projects"] = [prefix + project for project in person["only_projects"]]
        if person["current_project"] is not None:
            person["current_project"] = prefix + person["current_project"]
