"""Cutting a problem into parts that have nothing to do with each other.

Two places belong together where someone might travel from one to the other, judged on a grid
whose cells are as wide as the longest journey anyone may make. Parts are problems of their own:
their best rotas together are the best rota, and their bounds add up.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from math import cos, floor, radians
from typing import TypeAlias

from scheduler.facts import EARTH_RADIUS_KM, Place
from scheduler.problem import Bookings, Problem
from scheduler.settings.settings import USUAL, PartSettings

Cell: TypeAlias = tuple[int, int]

KILOMETRES_A_DEGREE = radians(1) * EARTH_RADIUS_KM
MARGIN = 1.001


def cut(problem: Problem, settings: PartSettings = USUAL.parts) -> tuple[Problem, ...]:
    """Return the parts of a problem, none much smaller than it pays; itself if it is one.

    Parameters
    ----------
    problem
        A problem of any size.
    settings
        How many people pay.
    """
    grid = _Grid(problem)
    owner = _components(grid, problem)
    groups: dict[int, int] = {}
    for person in problem.people:
        part = owner[grid.cell(person)]
        groups[part] = groups.get(part, 0) + 1
    merged = _merge(groups, set(owner.values()), settings.fewest_people)
    if len(set(merged.values())) < 2:
        return (problem,)
    return tuple(
        _part(problem, {cell for cell, part in owner.items() if merged[part] == number}, grid)
        for number in sorted(set(merged.values()))
    )


def places_of(problem: Problem) -> list[Place]:
    """Return everything in a problem that has a point on the map."""
    places: list[Place] = []
    places.extend(problem.people)
    places.extend(problem.supervisors)
    places.extend(problem.projects)
    return places


class _Grid:
    """Square cells at least as wide as the longest journey."""

    def __init__(self, problem: Problem) -> None:
        journeys = [p.max_travel_minutes for p in problem.people]
        journeys += [v.max_travel_minutes for v in problem.supervisors]
        reach = MARGIN * max(journeys, default=0) / max(problem.policy.minutes_per_km, 1e-9) + 0.01
        north = max((abs(place.lat) for place in places_of(problem)), default=0.0)
        self._lat = reach / KILOMETRES_A_DEGREE
        self._lon = reach / (KILOMETRES_A_DEGREE * max(cos(radians(min(north, 89.0))), 1e-3))

    def cell(self, place: Place) -> Cell:
        """Return the cell in which a place lies."""
        return floor(place.lat / self._lat), floor(place.lon / self._lon)


def _components(grid: _Grid, problem: Problem) -> dict[Cell, int]:
    """Return a number for each cell; those that touch or that a booking joins have the same."""
    occupied = {grid.cell(place) for place in places_of(problem)}
    joined = _joined(grid, problem)
    number: dict[Cell, int] = {}
    for start in sorted(occupied):
        if start in number:
            continue
        number[start] = part = len(set(number.values()))
        queue = deque([start])
        while queue:
            cell = queue.popleft()
            for other in (*_around(cell), *joined.get(cell, ())):
                if other in occupied and other not in number:
                    number[other] = part
                    queue.append(other)
    return number


def _around(cell: Cell) -> Iterable[Cell]:
    return ((cell[0] + i, cell[1] + j) for i in (-1, 0, 1) for j in (-1, 0, 1))


def _joined(grid: _Grid, problem: Problem) -> dict[Cell, list[Cell]]:
    """Return the cells that published and pinned bookings join."""
    projects = {project.id: project for project in problem.projects}
    sessions = {s.id: projects[s.project] for s in problem.sessions}
    homes: dict[str, Place] = {}
    found: dict[Cell, list[Cell]] = {}
    for people in (True, False):
        rows = problem.people if people else problem.supervisors
        homes = {row.id: row for row in rows}
        for book in (problem.published, problem.pinned):
            for who, where in book.people if people else book.supervisors:
                home, away = grid.cell(homes[who]), grid.cell(sessions[where])
                found.setdefault(home, []).append(away)
                found.setdefault(away, []).append(home)
    return found


def _merge(people: dict[int, int], parts: set[int], fewest: int) -> dict[int, int]:
    """Put small parts together until each group has people enough."""
    merged: dict[int, int] = {}
    number, count = 0, 0
    for part in sorted(parts):
        merged[part] = number
        count += people.get(part, 0)
        if count >= fewest:
            number, count = number + 1, 0
    if number and count < fewest:
        merged = {part: min(group, number - 1) for part, group in merged.items()}
    return merged


def _part(problem: Problem, cells: set[Cell], grid: _Grid) -> Problem:
    """Return the problem of some cells."""
    projects = tuple(p for p in problem.projects if grid.cell(p) in cells)
    ids = {p.id for p in projects}
    sessions = tuple(s for s in problem.sessions if s.project in ids)
    known = {s.id for s in sessions}

    def of(book: Bookings) -> Bookings:
        return Bookings(
            people=tuple(pair for pair in book.people if pair[1] in known),
            supervisors=tuple(pair for pair in book.supervisors if pair[1] in known),
        )

    people = tuple(p for p in problem.people if grid.cell(p) in cells)
    names = {p.id for p in people}
    return replace(
        problem,
        projects=projects,
        sessions=sessions,
        people=tuple(
            replace(p, keep_apart=tuple(q for q in p.keep_apart if q in names))
            if p.keep_apart
            else p
            for p in people
        ),
        supervisors=tuple(v for v in problem.supervisors if grid.cell(v) in cells),
        published=of(problem.published),
        pinned=of(problem.pinned),
    )
