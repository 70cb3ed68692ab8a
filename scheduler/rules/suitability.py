"""H6: the project suits the person. Frozen and pinned bookings are exempt.

None of the project's tags is barred, no exclusion circle holds the project, men never go to
women-only projects, people who need women-only projects only to those, and `only_projects` is
obeyed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler import wording
from scheduler.facts import kilometres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from scheduler.exact.pairs import Pairs
    from scheduler.problem import Person, Problem, Project
    from scheduler.rota import Rota


def violations(_: Problem, rota: Rota) -> Iterator[str]:
    """Yield a sentence for each booking and reason that makes it unsuitable."""
    for booking in rota.bookings:
        if not (booking.frozen or booking.pinned):
            for objection in objections(booking.person, booking.project):
                where = wording.session(booking.session)
                yield f"{booking.person.id} cannot be on {where}: {objection}."


def objections(person: Person, project: Project) -> Iterator[str]:
    """Yield each reason why a project does not suit a person, as the end of a sentence."""
    if barred := [tag for tag in project.tags if tag in person.barred_tags]:
        yield f"they are barred from work tagged {wording.listed(barred)}"
    if any(
        kilometres(lat, lon, project.lat, project.lon) < radius
        for lat, lon, radius in person.exclusions
    ):
        yield f"project {project.id} lies in an area they are excluded from"
    if project.women_only and not person.female:
        yield f"project {project.id} is for women only"
    if person.women_only and not project.women_only:
        yield f"they need a women-only project, and {project.id} is not one"
    if person.only_projects is not None and project.id not in person.only_projects:
        yield f"project {project.id} is not among the projects they are limited to"


def narrow_people(pairs: Pairs[Person]) -> None:
    """Keep the pairs whose project suits the person."""
    projects = list({project.id: project for project in pairs.projects}.values())
    column_of = {project.id: column for column, project in enumerate(projects)}
    suits = np.array(
        [_suits(person, projects) for person in pairs.members], dtype=np.bool_
    ).reshape(len(pairs.members), len(projects))
    pairs.keep(suits[:, [column_of[project.id] for project in pairs.projects]])


def _suits(person: Person, projects: list[Project]) -> NDArray[np.bool_]:
    barred = set(person.barred_tags)
    suits = np.array(
        [
            barred.isdisjoint(project.tags)
            and (person.female or not project.women_only)
            and (project.women_only or not person.women_only)
            for project in projects
        ],
        dtype=np.bool_,
    )
    if person.only_projects is not None:
        allowed = set(person.only_projects)
        suits &= np.array([project.id in allowed for project in projects], dtype=np.bool_)
    for lat, lon, radius in person.exclusions:
        away = [kilometres(lat, lon, project.lat, project.lon) >= radius for project in projects]
        suits &= np.array(away, dtype=np.bool_)
    return suits
