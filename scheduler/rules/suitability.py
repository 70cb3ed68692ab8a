"""H6: the project suits the person. Frozen bookings are exempt; pinned ones are not.

None of the project's tags is barred, no exclusion circle holds the project, men never go to
women-only projects, people who need women-only projects only to those, and `only_projects` is
obeyed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler import wording
from scheduler.facts import kilometres
from scheduler.modelling.pairs import haversine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from scheduler.modelling.pairs import Pairs
    from scheduler.problem import Person, Problem, Project
    from scheduler.rota import Rota


def violations(_: Problem, rota: Rota) -> Iterator[str]:
    """Yield a sentence for each booking and reason that makes it unsuitable."""
    for booking in rota.bookings:
        if not booking.frozen:
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
    people, projects = pairs.members, pairs.distinct_projects
    women = np.array([person.female for person in people], dtype=np.bool_)[:, None]
    only_women = np.array([person.women_only for person in people], dtype=np.bool_)[:, None]
    for_women = np.array([project.women_only for project in projects], dtype=np.bool_)[None, :]
    suits = (women | ~for_women) & (for_women | ~only_women)
    suits &= ~_tagged(people, projects)
    for row, person in enumerate(people):
        if person.only_projects is not None:
            allowed = [project.id in person.only_projects for project in projects]
            suits[row] &= np.array(allowed, dtype=np.bool_)
        if person.exclusions:
            circles = np.array(person.exclusions, dtype=np.float64)
            distances = haversine(np.radians(circles[:, :2]), pairs.project_points)
            suits[row] &= (distances >= circles[:, 2, None]).all(axis=0)
    pairs.keep(pairs.by_session(suits), pinned_exempt=False)


def _tagged(people: Sequence[Person], projects: Sequence[Project]) -> NDArray[np.bool_]:
    """Return where a project has a tag that a person is barred from."""
    tags = sorted({tag for project in projects for tag in project.tags})
    barred = np.array([[tag in person.barred_tags for tag in tags] for person in people])
    carried = np.array([[tag in project.tags for tag in tags] for project in projects])
    clashes: NDArray[np.bool_] = (
        barred.reshape(len(people), len(tags)).astype(np.int32)
        @ carried.reshape(len(projects), len(tags)).astype(np.int32).T
    ) > 0
    return clashes
