"""What-if questions about a rota: what may be asked, in words, and what was found."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from payback.core import jobs, wording
from payback.core.errors import RuleBroken
from payback.rota.models import Rota, RotaScenario
from payback.rota.problem.keys import DAY, SUPERVISOR, day_key
from scheduler import DayLost, SessionCancelled, SupervisorAway

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from payback.rota.problem.names import Names
    from scheduler import Change, Comparison, Problem, WorkSession

WHAT_IF = "rota.what_if"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a comparison came to; hours are credited ones.

    Before are the figures of the best rota known for the week as it is.
    """

    possible: bool
    hours_before: float
    hours_after: float
    short_before: int
    short_after: int
    sessions_before: int
    sessions_after: int
    people_dropped: int
    people_added: int
    duties_changed: int
    points_before: float | None = None
    points_after: float | None = None


def offered(problem: Problem, names: Names) -> list[tuple[str, str]]:
    """Return what can be asked about the week of a problem: keys and words."""
    keys = [each.id for each in problem.supervisors]
    keys += [day_key(day) for day in _days(problem)]
    keys += [each.id for each in _by_start(problem.sessions)]
    return [(key, in_words(problem, key, names)) for key in keys]


def in_words(problem: Problem, key: str, names: Names) -> str:
    """Return the words of a question."""
    if key.startswith(SUPERVISOR):
        return f"{names.say(key)} is away all week"
    if key.startswith(DAY):
        return f"No work is possible on {wording.short_date(_day(key))}"
    session = next((each for each in problem.sessions if each.id == key), None)
    when = f" on {wording.short_date(session.start.date())}" if session else ""
    start = f" at {wording.time(session.start.time())}" if session else ""
    return f"{names.say(key)}{when}{start} is cancelled"


def change_of(problem: Problem, key: str) -> Change:
    """Return the change that a question is about."""
    if key.startswith(SUPERVISOR):
        return SupervisorAway(supervisor=key, dates=tuple(_days(problem)))
    if key.startswith(DAY):
        return DayLost.on(_day(key))
    return SessionCancelled(session=key)


def ask(db: Session, rota: Rota, key: str, account_id: int | None) -> RotaScenario:
    """Queue a question; one at a time for each rota.

    Raises
    ------
    RuleBroken
        Naming ``what``, if another is being worked out.
    """
    db.execute(select(Rota.id).where(Rota.id == rota.id).with_for_update())
    if any(not each.job.ended for each in scenarios_of(db, rota)):
        raise RuleBroken("what", "Another question is being worked out. Wait, or stop it first")
    scenario = RotaScenario(rota_id=rota.id, what=key, requested_by_id=account_id)
    db.add(scenario)
    db.flush()
    scenario.job_id = jobs.enqueue(db, WHAT_IF, scenario.id).id
    return scenario


def scenarios_of(db: Session, rota: Rota) -> Sequence[RotaScenario]:
    """Return the questions asked of a rota with their jobs, the newest first."""
    return db.scalars(
        select(RotaScenario)
        .join(RotaScenario.job)
        .where(RotaScenario.rota_id == rota.id)
        .options(joinedload(RotaScenario.job))
        .order_by(RotaScenario.id.desc())
    ).all()


def packed(comparison: Comparison) -> str:
    """Return what a comparison came to, to be stored."""
    before, after = comparison.figures_before, comparison.figures_after
    return json.dumps(
        asdict(
            Found(
                possible=comparison.after.status != "infeasible",
                hours_before=before.hours,
                hours_after=after.hours,
                short_before=before.people_short,
                short_after=after.people_short,
                sessions_before=before.sessions_open,
                sessions_after=after.sessions_open,
                people_dropped=len(comparison.dropped.people),
                people_added=len(comparison.added.people),
                duties_changed=len(comparison.dropped.supervisors)
                + len(comparison.added.supervisors),
                points_before=before.points,
                points_after=after.points,
            )
        )
    )


def found_in(scenario: RotaScenario) -> Found | None:
    """Return what a question came to; ``None`` if nothing has been found."""
    return Found(**json.loads(scenario.figures)) if scenario.figures else None


def _days(problem: Problem) -> Iterable[date]:
    count = (problem.end - problem.start).days + 1
    return [problem.start + timedelta(days=number) for number in range(count)]


def _day(key: str) -> date:
    return date.fromisoformat(key.removeprefix(DAY))


def _by_start(sessions: Iterable[WorkSession]) -> list[WorkSession]:
    return sorted(sessions, key=lambda each: (each.start, each.id))
