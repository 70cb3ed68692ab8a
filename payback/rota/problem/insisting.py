"""What the facts say against a booking that is insisted on, whatever the optimiser would say.

Insisting bends the usual week and the journey, never a dated absence, a supervisor's leave or
another place where they are: those bend for nobody
(docs/decisions/0016-breaks-are-asked-for-not-kept.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from payback.core import wording

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from payback.diary.models import WorkSession
    from payback.people.availability import DatedException
    from payback.rota.problem.week_rows import WeekRows


class Insisted(Protocol):
    """A person, or a supervisor, at a session: a pin, or what might become one."""

    @property
    def session_id(self) -> int:
        """Where."""
        ...

    @property
    def person_id(self) -> int | None:
        """The person, if it is one."""
        ...

    @property
    def supervisor_id(self) -> int | None:
        """The supervisor, if it is one."""
        ...


def objection(rows: WeekRows, wanted: Insisted) -> str:
    """Return what stands against a booking in its week, empty if nothing does.

    Parameters
    ----------
    rows
        The week as it is.
    wanted
        The booking; it is not handed to the optimiser if anything is returned.
    """
    session = next((each for each in rows.sessions if each.id == wanted.session_id), None)
    if session is None:
        return "The session cannot be planned any more"
    if wanted.person_id is not None:
        return _of_person(rows, wanted.person_id, session)
    return _of_supervisor(rows, wanted.supervisor_id, session)


def _of_person(rows: WeekRows, person_id: int, session: WorkSession) -> str:
    people = (each.person for each in rows.requirements if each.person_id == person_id)
    person = next(people, None)
    if person is None:
        return "They have no requirement in progress any more"
    day = wording.date(session.on)
    if _away(person.exceptions, session.on):
        return f"They cannot work on {day}"
    offered = {each.id for each in rows.sessions}
    there = (
        each.person_id == person_id
        and each.on == session.on
        and each.session_id not in offered
        and (not each.recorded or each.minutes > 0)
        for each in rows.placed
    )
    return f"They are at another session on {day}" if any(there) else ""


def _of_supervisor(rows: WeekRows, supervisor_id: int | None, session: WorkSession) -> str:
    supervisor = next((each for each in rows.supervisors if each.id == supervisor_id), None)
    if supervisor is None:
        return "They are no longer an active supervisor"
    day = wording.date(session.on)
    if _away(supervisor.leave, session.on):
        return f"They are on leave on {day}"
    offered = {each.id for each in rows.sessions}
    there = (
        each.supervisor_id == supervisor_id
        and each.on == session.on
        and each.session_id not in offered
        and each.starts_at < session.ends_at
        and each.ends_at > session.starts_at
        for each in rows.served
    )
    return f"They run another session at that time on {day}" if any(there) else ""


def _away(dated: Iterable[DatedException], on: date) -> bool:
    return any(not each.available and each.from_on <= on <= each.to_on for each in dated)
