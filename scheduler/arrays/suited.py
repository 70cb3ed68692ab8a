"""Whom each project suits, as NumPy arrays: H6, and whether somebody has work left at all (H5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.arrays.distances import kilometres

if TYPE_CHECKING:
    import numpy.typing as npt

    from scheduler.arrays.columns import Flags, Floats, Ints, People
    from scheduler.problem import Person, Problem


def suited_to(problem: Problem, people: People) -> list[Flags]:
    """Return for each project whom it suits (H6) and who has work left (H5), near or far."""
    women_only = np.array([p.women_only for p in problem.people], bool)
    unsuitable = _unsuitable(problem)
    nobody = np.zeros(len(problem.people), bool)
    return [
        (people.remaining > 0)
        & (people.female if project.women_only else ~women_only)
        & ~unsuitable.get(j, nobody)
        for j, project in enumerate(problem.projects)
    ]


def _unsuitable(problem: Problem) -> dict[int, Flags]:
    """Return for each project who is barred by tag, exclusion circle or `only_projects` (H6)."""
    rows = problem.people
    barred: dict[int, Flags] = {}
    tags: dict[str, Flags] = {}
    for i, person in enumerate(rows):
        for tag in person.barred_tags:
            tags.setdefault(tag, np.zeros(len(rows), bool))[i] = True
    for j, project in enumerate(problem.projects):
        marks = [tags[tag] for tag in project.tags if tag in tags]
        if marks:
            barred[j] = np.logical_or.reduce(marks)
    places = np.array([[p.lat, p.lon] for p in problem.projects], float).reshape(-1, 2)
    ids = np.array([p.id for p in problem.projects])
    for i, person in enumerate(rows):
        if person.exclusions or person.only_projects is not None:
            for j in _barred_places(person, places, ids).tolist():
                barred.setdefault(j, np.zeros(len(rows), bool))[i] = True
    return barred


def _barred_places(person: Person, places: Floats, ids: npt.NDArray[np.str_]) -> Ints:
    """Return the projects that exclusion circles and `only_projects` bar a person from."""
    out = np.zeros(len(places), bool)
    for lat, lon, km in person.exclusions:
        out |= kilometres(places, np.array([lat, lon])) < km
    if person.only_projects is not None:
        out |= ~np.isin(ids, list(person.only_projects))
    return np.flatnonzero(out)
