"""Ids of the optimiser's format: opaque keys of rows, never a name or a number of a person."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from payback.rota.phrasing import in_our_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

PERSON, SUPERVISOR, DAY = "person-", "supervisor-", "day-"
_KEY = re.compile(r"\b(person|supervisor|session|project)-(\d+)\b")


def person_key(row_id: int) -> str:
    """Return the id of a person on probation in a problem."""
    return f"{PERSON}{row_id}"


def supervisor_key(row_id: int) -> str:
    """Return the id of a supervisor in a problem."""
    return f"{SUPERVISOR}{row_id}"


def session_key(row_id: int) -> str:
    """Return the id of a work session in a problem."""
    return f"session-{row_id}"


def project_key(row_id: int) -> str:
    """Return the id of a project in a problem."""
    return f"project-{row_id}"


def day_key(day: date) -> str:
    """Return what stands for a whole day where a row's key might stand."""
    return f"{DAY}{day.isoformat()}"


def row_id(key: str) -> int:
    """Return the row that a key stands for."""
    return int(key.rpartition("-")[2])


def people_in(sentences: Iterable[str]) -> list[int]:
    """Return the people that some sentences speak of, each once."""
    keys = [match for each in sentences for match in _KEY.findall(each)]
    return list(dict.fromkeys(int(number) for kind, number in keys if kind == "person"))


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

        said = _KEY.sub(name, in_our_words(sentence))
        return said[:1].upper() + said[1:]
