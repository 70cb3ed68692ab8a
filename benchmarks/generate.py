"""Regions of London's size side by side: a nation for measuring, the same for the same seed.

People, supervisors and projects of a region are drawn anew from those of the London file and
moved a little; regions lie 2° of longitude apart, so nobody can travel from one to another.
"""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = dict[str, Any]  # JSON objects

APART_DEGREES = 2.0
MOVED_DEGREES = 0.02


def regions(london: Row, number: int, *, seed: int = 1) -> Row:
    """Return a problem of some regions of London's size.

    Parameters
    ----------
    london
        The London problem as JSON.
    number
        How many regions.
    seed
        For every random choice.
    """
    made = [_Region(london, place, Random(seed * 1000 + place)).rows() for place in range(number)]
    lists = {
        key: [row for region in made for row in region[key]]
        for key in ("projects", "sessions", "supervisors", "people")
    }
    nothing: Row = {"people": [], "supervisors": []}
    return {**london, **lists, "published": nothing, "pinned": nothing}


class _Region:
    """One region, drawn from London."""

    def __init__(self, london: Row, place: int, random: Random) -> None:
        self._london = london
        self._prefix = f"R{place:02d}-"
        self._east = place * APART_DEGREES
        self._random = random

    def rows(self) -> dict[str, list[Row]]:
        projects, sessions = self._projects()
        names = [self._named(row["id"]) for row in self._london["people"]]
        people = [self._person(name) for name in names]
        _keep_apart_mutually(people, frozenset(names))
        supervisors = [
            self._drawn(self._london["supervisors"], self._named(row["id"]))
            for row in self._london["supervisors"]
        ]
        return {
            "projects": projects,
            "sessions": sessions,
            "supervisors": supervisors,
            "people": people,
        }

    def _named(self, name: str) -> str:
        return self._prefix + name

    def _moved(self, row: Row) -> Row:
        moved = deepcopy(row)
        north, east = (self._random.uniform(-MOVED_DEGREES, MOVED_DEGREES) for _ in range(2))
        moved["lat"] = round(row["lat"] + north, 5)
        moved["lon"] = round(row["lon"] + east + self._east, 5)
        return moved

    def _drawn(self, rows: Sequence[Row], name: str) -> Row:
        return self._moved(self._random.choice(rows)) | {"id": name}

    def _projects(self) -> tuple[list[Row], list[Row]]:
        """Return the projects, moved, with all their sessions as they are."""
        projects = [
            self._moved(row) | {"id": self._named(row["id"])} for row in self._london["projects"]
        ]
        sessions = [
            row | {"id": self._named(row["id"]), "project": self._named(row["project"])}
            for row in self._london["sessions"]
        ]
        return projects, sessions

    def _person(self, name: str) -> Row:
        person = self._drawn(self._london["people"], name)
        for key in ("keep_apart", "only_projects"):
            if person[key] is not None:
                person[key] = [self._named(one) for one in person[key]]
        if person["current_project"] is not None:
            person["current_project"] = self._named(person["current_project"])
        person["exclusions"] = [
            [lat, lon + self._east, km] for lat, lon, km in person["exclusions"]
        ]
        return person


def _keep_apart_mutually(people: list[Row], names: frozenset[str]) -> None:
    """Drop from `keep_apart` whoever is the person themselves or not there."""
    for person in people:
        person["keep_apart"] = [
            one for one in person["keep_apart"] if one in names and one != person["id"]
        ]
