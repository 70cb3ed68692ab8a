"""Whether a booking may be insisted on, by the facts of today: before it is kept, and afterwards.

The optimiser is asked, so no transaction is open meanwhile; `seen` says which other pins were
looked at, so that whoever keeps the booking can tell whether that still holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager

import scheduler
from payback.core.weeks import monday_of
from payback.diary.models import WorkSession
from payback.rota.models import RotaPin
from payback.rota.problem.insisting import objection
from payback.rota.problem.keys import person_key, session_key, supervisor_key
from payback.rota.problem.loading import load_week
from payback.rota.problem.translate import problem_of
from payback.rota.rules import last_day
from scheduler.facts import is_frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from payback.rota.models import Rota
    from payback.rota.problem.insisting import Insisted
    from payback.rota.problem.week_rows import WeekRows
    from scheduler import Problem

Pin = tuple[Literal["people", "supervisors"], str, str]
"""A booking insisted on, as the optimiser names it: of what kind, who, at which session."""

REFUSED = "This booking cannot be insisted on. "
IMPOSSIBLE = "No plan can keep this booking any more. "
RESTRICTED = "A restriction on their record does not allow it"
FOR_WOMEN = "The group is for women only"
OF_OTHERS = "A restriction on the record of somebody insisted on there does not allow it"
WHY = {
    "H3": "A person works at one session a day",
    "H4": "It would take them over their weekly limit of hours",
    "H5": "They have no hours left to work by then",
    "H6": RESTRICTED,
    "H7": RESTRICTED,
    "H8": "A woman is never the only one in a group, and nobody else could join her",
    "H9": "The session could not have all its supervisors and enough people",
    "H10": "Bookings that must stand have taken the places",
    "H11": "The project has no work left by then",
    "H12": "Supervisors must have the skills, hours and rest for it, and a women’s group needs a "
    "woman among them",
    "H13": "The session has been announced and is too near for anybody to be added",
}
"""What each rule of the optimiser comes to for a booking that is asked for; no secret in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A person, or a supervisor, whom somebody wants at a session."""

    session_id: int
    person_id: int | None = None
    supervisor_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What stands against a wanted booking, empty if nothing does, and the pins looked at."""

    refusal: str
    seen: frozenset[int]


def pins_beside(db: Session, wanted: Wanted) -> Sequence[RotaPin]:
    """Return the pins at the same session, and those of the same person or supervisor that week."""
    on = db.scalars(select(WorkSession.on).where(WorkSession.id == wanted.session_id)).one()
    week_on = monday_of(on)
    same = and_(
        RotaPin.person_id == wanted.person_id,
        RotaPin.supervisor_id == wanted.supervisor_id,
        WorkSession.on.between(week_on, last_day(week_on)),
    )
    return db.scalars(
        select(RotaPin)
        .join(RotaPin.session)
        .where(or_(RotaPin.session_id == wanted.session_id, same))
        .options(contains_eager(RotaPin.session).joinedload(WorkSession.project))
        .order_by(RotaPin.id)
    ).all()


def judge(db: Session, rota: Rota, wanted: Wanted) -> Judged:
    """Say what stands against a booking in the week of a rota, as its facts are now."""
    seen = frozenset(each.id for each in pins_beside(db, wanted))
    rows = load_week(db, rota.area_id, rota.week_on)
    problem = scheduler.read_problem(problem_of(rows))
    why = objection(rows, wanted) or _because(
        problem, wanted, scheduler.pin_objections(problem, _pin_of(wanted))
    )
    return Judged(refusal=f"{REFUSED}{why}" if why else "", seen=seen)


def impossible(db: Session, rota: Rota, pins: Sequence[RotaPin]) -> dict[int, str]:
    """Say which pins of a rota's week no plan can keep any more, by id, as its facts are now."""
    if not pins:
        return {}
    rows = load_week(db, rota.area_id, rota.week_on)
    problem = scheduler.read_problem(problem_of(rows))
    clashing = scheduler.impossible_pins(problem)
    found = {}
    for pin in pins:
        codes = clashing.get(_pin_of(pin), ())
        if why := standing_against(rows, problem, pin) or _because(problem, pin, codes):
            found[pin.id] = f"{IMPOSSIBLE}{why}"
    return found


def standing_against(rows: WeekRows, problem: Problem, pin: Insisted) -> str:
    """Say why something that is insisted on is not handed to the optimiser, empty if it is.

    Parameters
    ----------
    rows, problem
        The week as it is, and the problem made of it.
    pin
        What is insisted on.
    """
    if why := objection(rows, pin):
        return why
    who, member, session = _pin_of(pin)
    near = next(is_frozen(problem.policy, each) for each in problem.sessions if each.id == session)
    return WHY["H13"] if near and (member, session) not in getattr(problem.published, who) else ""


def _pin_of(wanted: Insisted) -> Pin:
    session = session_key(wanted.session_id)
    if wanted.person_id is not None:
        return "people", person_key(wanted.person_id), session
    return "supervisors", supervisor_key(wanted.supervisor_id or 0), session


def _because(problem: Problem, wanted: Insisted, codes: Iterable[str]) -> str:
    """Say in words which rules do not allow a booking."""
    who, key, session = _pin_of(wanted)
    if who == "people":
        why = WHY | ({"H6": FOR_WOMEN} if _closed_to_men(problem, key, session) else {})
    else:
        why = WHY | {"H6": OF_OTHERS, "H7": OF_OTHERS}
    return ". ".join(dict.fromkeys(why[code] for code in codes))


def _closed_to_men(problem: Problem, person: str, session: str) -> bool:
    """Whether it is the project that refuses somebody, whatever their own record says."""
    project = next(each.project for each in problem.sessions if each.id == session)
    women_only = next(each.women_only for each in problem.projects if each.id == project)
    return women_only and not next(each.female for each in problem.people if each.id == person)
