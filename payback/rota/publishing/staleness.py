"""Whether a draft still fits the rows as they are now; if not, what has changed, in sentences.

Facts are read as they are now, but how likely it is that somebody comes is read as it was planned
with: each recorded attendance moves that a little, and a forecast that moved breaks no rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

import scheduler
from payback.core import clock, wording
from payback.diary.breaks.queries import breaks_of
from payback.diary.breaks.scope import in_area
from payback.diary.models import SessionState, WorkSession
from payback.diary.rules import when
from payback.diary.slots import slot_of
from payback.people.models import Requirement, RequirementState
from payback.projects.open_days import Closed, why_closed
from payback.rota.draft import board_queries
from payback.rota.problem.documents import stored_answer
from payback.rota.problem.keys import person_key, row_id, session_key, supervisor_key
from payback.rota.problem.loading import load_week
from payback.rota.problem.names import names_of
from payback.rota.problem.translate import problem_of
from payback.rota.problem.week_rows import requirement_of
from payback.rota.publishing.breaches import breaches_of, in_words
from payback.rota.publishing.remaining import breaches_besides, remaining
from payback.rota.publishing.said import Said
from payback.rota.publishing.weeks_before import risks_of_weeks_before
from payback.rota.rules import last_day
from payback.supervisors.models import Supervisor
from scheduler.facts import is_frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from payback.diary.breaks.rules import Break
    from payback.rota.models import Rota
    from scheduler import Problem, Solution
    from scheduler.problem import Pair

FORECAST = frozenset({"H11"})
"""Rules on what is expected to be done by then: a breach asks for a word, it does not stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentWeek:
    """A draft's week as it is now: what stops its publication, and what is a risk."""

    problem: Problem
    solution: Solution
    requirement_ids: dict[int, int]
    stopping: tuple[Said, ...]
    risks: tuple[Said, ...]

    @property
    def free_session_ids(self) -> frozenset[int]:
        """The sessions that may change, because they are not announced and near."""
        policy, sessions = self.problem.policy, self.problem.sessions
        return frozenset(row_id(each.id) for each in sessions if not is_frozen(policy, each))


def current_week(db: Session, rota: Rota) -> CurrentWeek:
    """Return the week of a draft as it is now, with what has changed for the worse.

    Parameters
    ----------
    rota
        The draft, with its problem and its solution loaded.
    """
    rows = load_week(db, rota.area_id, rota.week_on)
    problem = scheduler.read_problem(problem_of(rows))
    planned, solution = stored_answer(rota)
    names = names_of(db, [row_id(each.id) for each in planned.sessions])
    broken = dict(_broken_off(db, rota, problem, solution))
    gone = (*_gone(db, problem, solution), *broken.values())
    left = remaining(problem, solution, broken.keys())
    breaches = (
        breaches_besides(problem, planned, left) if gone else breaches_of(problem, planned, left)
    )
    stopping = [each for each in breaches if each.rule not in FORECAST]
    likely = [each for each in breaches if each.rule in FORECAST]
    return CurrentWeek(
        problem=problem,
        solution=solution,
        requirement_ids={person: each.id for person, each in requirement_of(rows).items()},
        stopping=(*gone, *in_words(db, stopping, names)),
        risks=(
            *in_words(db, likely, names),
            *risks_of_weeks_before(db, rota, (planned, left), names, breaches),
        ),
    )


def _broken_off(
    db: Session, rota: Rota, problem: Problem, solution: Solution
) -> Iterator[tuple[Pair, Said]]:
    """Yield each announced booking of the draft that may not stand any more, with a sentence."""
    frozen = {each.id for each in problem.sessions if is_frozen(problem.policy, each)}
    kept = {
        (key, each.session)
        for each in solution.sessions
        if each.session in frozen
        for key in (*each.people, *each.supervisors)
    }
    for each in breaks_of(db, in_area(rota.area_id, rota.week_on, last_day(rota.week_on))):
        if (pair := (_key(each), session_key(each.session.id))) in kept:
            where = f"{each.session.project.name} on {wording.short_date(each.session.on)}"
            why = "; ".join(each.reasons)
            sentence = f"{each.who} cannot be at {where} any more: {why}."
            yield pair, Said(sentence=sentence, people=each.people)


def _key(each: Break) -> str:
    if each.appointment is not None:
        return person_key(each.appointment.person_id)
    return supervisor_key(each.duty.supervisor_id) if each.duty is not None else ""


def _gone(db: Session, problem: Problem, solution: Solution) -> Iterator[Said]:
    """Yield a sentence for everything that the draft uses and that is no longer offered."""
    sessions = {each.id for each in problem.sessions}
    people = {each.id for each in problem.people}
    supervisors = {each.id for each in problem.supervisors}
    missing = [row_id(each.session) for each in solution.sessions if each.session not in sessions]
    for session in _sessions(db, missing):
        yield Said(sentence=_why(session))
    booked = {one for each in solution.sessions for one in each.people}
    yield from _people_gone(db, [row_id(each) for each in booked - people])
    off = {one for each in solution.sessions for one in each.supervisors} - supervisors
    for supervisor in _supervisors(db, [row_id(each) for each in off]):
        why = "in this area any more" if supervisor.active else "active any more"
        sentence = f"{supervisor.name}, who runs a session of this draft, is not {why}."
        yield Said(sentence=sentence)


def _people_gone(db: Session, person_ids: list[int]) -> Iterator[Said]:
    """Yield a sentence for each person booked whom the week does not know any more."""
    at_work = set(
        db.scalars(
            select(Requirement.person_id)
            .where(Requirement.person_id.in_(person_ids))
            .where(Requirement.state == RequirementState.ACTIVE)
        )
    )
    for key, person in board_queries.people_by_ids(db, person_ids).items():
        why = "is looked after by another area now"
        if key not in at_work:
            why = "has no requirement in progress any more"
        sentence = f"{person.listed_name}, who is booked in this draft, {why}."
        yield Said(sentence=sentence, people=(key,))


def _supervisors(db: Session, supervisor_ids: list[int]) -> Iterable[Supervisor]:
    chosen = Supervisor.id.in_(supervisor_ids)
    return db.scalars(select(Supervisor).where(chosen).order_by(Supervisor.name, Supervisor.id))


def _sessions(db: Session, session_ids: list[int]) -> list[WorkSession]:
    return list(
        db.scalars(
            select(WorkSession)
            .where(WorkSession.id.in_(session_ids))
            .options(joinedload(WorkSession.project))
            .order_by(WorkSession.on, WorkSession.starts_at, WorkSession.id)
        )
    )


def _why(session: WorkSession) -> str:
    what = (
        f"The session at {session.project.name} on {wording.short_date(session.on)} at "
        f"{wording.time(session.starts_at)}"
    )
    if session.state is SessionState.CANCELLED:
        return f"{what} was cancelled: {session.cancelled_because}"
    closed = why_closed(session.project, session.on)
    if closed is Closed.BY_STATE:
        return f"{what} cannot be held: the project is {session.project.state.value}."
    if closed is not None:
        return f"{what} cannot be held: the risk assessment is not in date on that day."
    if slot_of(session).start > clock.now():
        return f"A session of this draft has moved: {session.project.name}, {when(session)}."
    return f"{what} is no longer ahead of us."
