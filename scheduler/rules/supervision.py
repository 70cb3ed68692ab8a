"""H12: supervisors are available, near, skilled, and rested.

Each is available for the whole session and travels within their limit; together they hold the
project's skills, with a woman among them for women-only projects; minutes a day and a week stay
within limits, with travel and a gap between sessions on one day and rest between days.

Frozen duties are exempt from availability and travel, pinned ones too; frozen teams to which nobody
is added from skills and the women's part; hours, gaps and rest count them like any other.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from scheduler import wording
from scheduler.facts import travel_minutes, week_of
from scheduler.modelling.choices import total
from scheduler.rota import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator
    from datetime import date

    from scheduler.facts import Week
    from scheduler.modelling.choices import DutyChoice
    from scheduler.modelling.model import Model
    from scheduler.modelling.pairs import Pairs
    from scheduler.problem import Problem, Supervisor
    from scheduler.rota import Duty, Opened, Rota

MINUTE = timedelta(minutes=1)


def violations(problem: Problem, rota: Rota) -> Iterator[str]:
    """Yield a sentence for everything a duty or a supervisor's week lacks."""
    for opened in rota.opened:
        yield from _unfit_duties(problem, opened)
        if not opened.team_stands:
            yield from _missing_in_team(opened)
    for duties in rota.duties_of.values():
        yield from _too_many_minutes(problem, duties)
        for earlier, later in combinations(sorted(duties, key=_by_time), 2):
            yield from _too_close(problem, earlier, later)


def _by_time(duty: Duty) -> tuple[object, ...]:
    return duty.session.start, duty.session.end, duty.session.id


def _unfit_duties(problem: Problem, opened: Opened) -> Iterator[str]:
    session, where = opened.session, wording.session(opened.session)
    for duty in opened.duties:
        if duty.frozen or duty.pinned:
            continue
        supervisor = duty.supervisor
        if not any(
            start <= session.start and session.end <= end for start, end in supervisor.available
        ):
            yield f"Supervisor {supervisor.id} is not available for the whole of {where}."
        minutes = travel_minutes(problem.policy, supervisor, opened.project)
        if minutes > supervisor.max_travel_minutes + NEGLIGIBLE:
            yield (
                f"Supervisor {supervisor.id} would travel {minutes:.1f} minutes to {where}; "
                f"their limit is {supervisor.max_travel_minutes}."
            )


def _missing_in_team(opened: Opened) -> Iterator[str]:
    where = wording.session(opened.session)
    held = {skill for duty in opened.duties for skill in duty.supervisor.skills}
    if missing := sorted(set(opened.project.skills) - held):
        yield f"No supervisor of {where} has {wording.listed(missing)}."
    if opened.project.women_only and not any(duty.supervisor.female for duty in opened.duties):
        yield f"{where} is for women only and needs a woman among its supervisors."


def _too_many_minutes(problem: Problem, duties: list[Duty]) -> Iterator[str]:
    by_day: dict[date, int] = defaultdict(int)
    by_week: dict[Week, int] = defaultdict(int)
    for duty in duties:
        by_day[duty.session.start.date()] += duty.session.minutes
        by_week[week_of(duty.session)] += duty.session.minutes
    supervisor = duties[0].supervisor
    for day, minutes in by_day.items():
        if minutes > (limit := problem.policy.supervisor_day_minutes):
            yield (
                f"Supervisor {supervisor.id} would run sessions of {minutes:,} minutes on "
                f"{wording.day(day)}; the daily limit is {limit:,}."
            )
    for week, minutes in by_week.items():
        if minutes > (limit := supervisor.max_weekly_minutes):
            yield (
                f"Supervisor {supervisor.id} would run sessions of {minutes:,} minutes in "
                f"{wording.week(week)}; their weekly limit is {limit:,}."
            )


def _too_close(problem: Problem, earlier: Duty, later: Duty) -> Iterator[str]:
    between = (later.session.start - earlier.session.end) / MINUTE
    first, second = wording.session(earlier.session), wording.session(later.session)
    if earlier.session.start.date() == later.session.start.date():
        travel = travel_minutes(problem.policy, earlier.project, later.project)
        needed = travel + problem.policy.supervisor_gap_minutes
        what = "travel and a break"
    else:
        needed = problem.policy.supervisor_rest_minutes
        what = "rest"
    if between < needed - NEGLIGIBLE:
        yield (
            f"Supervisor {earlier.supervisor.id} has {between:.0f} minutes between {first} and "
            f"{second}; {what} needs {needed:.0f}."
        )


def narrow_supervisors(pairs: Pairs[Supervisor]) -> None:
    """Keep the pairs with a window for the session and a journey within the limit."""
    limits = np.array([one.max_travel_minutes for one in pairs.members], dtype=np.float64)
    pairs.keep(pairs.within_windows() & (pairs.travel_minutes <= limits[:, None]))


def constrain(model: Model) -> None:
    """Ask for skills and women in each free session, and limit each supervisor's time."""
    for session in model.sessions_with_teams:
        _require_team(model, session.id)
    for duties in model.duties_by_supervisor.values():
        _limit_minutes(model, duties)
        _keep_distance(model, duties)


def _require_team(model: Model, session: str) -> None:
    project = model.projects[model.sessions[session].project]
    duties = model.duties_by_session.get(session, [])
    closed = model.opens[session].negated()
    for skill in set(project.skills):
        able = [duty.chosen for duty in duties if skill in duty.supervisor.skills]
        model.cp.add_bool_or([closed, *able])
    if project.women_only:
        women = [duty.chosen for duty in duties if duty.supervisor.female]
        model.cp.add_bool_or([closed, *women])


def _limit_minutes(model: Model, duties: list[DutyChoice]) -> None:
    weekly = duties[0].supervisor.max_weekly_minutes
    day_limit = model.policy.supervisor_day_minutes
    _limit(model, duties, lambda duty: duty.session.start.date(), day_limit)
    _limit(model, duties, lambda duty: week_of(duty.session), weekly)


def _limit(
    model: Model, duties: list[DutyChoice], key: Callable[[DutyChoice], Hashable], limit: int
) -> None:
    groups = defaultdict(list)
    for duty in duties:
        groups[key(duty)].append((duty.session.minutes, duty.chosen))
    for group in groups.values():
        if sum(minutes for minutes, _ in group) > limit:
            model.cp.add(total(group) <= limit)


def _keep_distance(model: Model, duties: list[DutyChoice]) -> None:
    ordered = sorted(duties, key=lambda duty: (duty.session.start, duty.session.end))
    for earlier, later in combinations(ordered, 2):
        between = (later.session.start - earlier.session.end) / MINUTE
        if between < _needed_between(model, earlier, later):
            model.cp.add_bool_or([earlier.chosen.negated(), later.chosen.negated()])


def _needed_between(model: Model, earlier: DutyChoice, later: DutyChoice) -> float:
    if earlier.session.start.date() != later.session.start.date():
        return model.policy.supervisor_rest_minutes
    travel = travel_minutes(model.policy, earlier.project, later.project)
    return travel + model.policy.supervisor_gap_minutes
