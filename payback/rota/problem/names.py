"""What the rows of a problem are called in sentences; nobody on probation by chance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.diary.models import WorkSession
from payback.projects.models import Project
from payback.rota.problem.keys import KEY
from payback.rota.problem.phrasing import in_our_words
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy.orm import Session


def numbered(person_ids: Iterable[int]) -> Callable[[int], str]:
    """Return what tells people apart for a reader who may not see their names."""
    numbers = {each: f"person {number}" for number, each in enumerate(person_ids, start=1)}
    return lambda person_id: numbers.get(person_id, "another person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What to call the rows of a problem in a sentence for a reader.

    Parameters
    ----------
    projects, sessions, supervisors
        Names by row id; a session is called by its project.
    person
        What to call somebody on probation; without names of people: "someone".
    """

    projects: Mapping[int, str]
    sessions: Mapping[int, str]
    supervisors: Mapping[int, str]
    person: Callable[[int], str] = lambda _: "another person"

    def called(self, person: Callable[[int], str]) -> Names:
        """Return the same names, with what to call people."""
        return replace(self, person=person)

    def say(self, sentence: str, *, about: int | None = None) -> str:
        """Return a sentence of the optimiser with names for its keys.

        Parameters
        ----------
        about
            The person that the sentence is about: called "this person".
        """

        def name(match: re.Match[str]) -> str:
            kind, number = match[1], int(match[2])
            if kind == "person":
                return "this person" if number == about else self.person(number)
            known = {
                "project": self.projects,
                "session": self.sessions,
                "supervisor": self.supervisors,
            }[kind]
            return known.get(number, f"a {kind} that is gone")

        said = KEY.sub(name, in_our_words(sentence))
        return said[:1].upper() + said[1:]


def names_of(db: Session, session_ids: Iterable[int]) -> Names:
    """Return what to call some sessions, their projects and every supervisor in sentences."""
    rows = db.execute(
        select(WorkSession.id, Project.id, Project.name)
        .join(WorkSession.project)
        .where(WorkSession.id.in_(sorted(set(session_ids))))
    ).all()
    supervisors = db.execute(select(Supervisor.id, Supervisor.name))
    return Names(
        projects={project_id: name for _, project_id, name in rows},
        sessions={session_id: name for session_id, _, name in rows},
        supervisors={supervisor_id: name for supervisor_id, name in supervisors},
    )
