"""Which states follow which, and what a project must have first. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core import wording
from payback.core.errors import RuleBroken
from payback.core.working_hours import EARLIEST, LATEST
from payback.projects.models import Project, ProjectState
from payback.projects.open_days import OPENING_STATES

if TYPE_CHECKING:
    from datetime import date, time

S = ProjectState

TRANSITIONS: dict[ProjectState, tuple[ProjectState, ...]] = {
    S.PROPOSED: (S.READY, S.ABANDONED),
    S.READY: (S.RUNNING, S.PROPOSED, S.ABANDONED),
    S.RUNNING: (S.PAUSED, S.FINISHED),
    S.PAUSED: (S.RUNNING, S.FINISHED, S.ABANDONED),
    S.FINISHED: (S.RUNNING, S.PROPOSED),
    S.ABANDONED: (S.PROPOSED,),
}


def require_transition(project: Project, to: ProjectState, today: date) -> None:
    """Refuse a change of state that does not follow, or that lacks a risk assessment in date.

    Raises
    ------
    RuleBroken
        With the sentence for the coordinator.
    """
    if to not in TRANSITIONS[project.state]:
        message = f"A project that is {project.state} cannot become {to}."
        raise RuleBroken("", message)
    if to in OPENING_STATES and (lack := assessment_lack(project, today)):
        raise RuleBroken("", f"{lack} A project must have one in date to be {to}.")


def assessment_lack(project: Project, today: date) -> str:
    """Return the sentence for a risk assessment that is missing or has run out; else nothing."""
    until = project.risk_assessed_until
    if until is None:
        return "There is no risk assessment yet."
    if until < today:
        return f"The risk assessment ran out on {wording.date(until)}."
    return ""


def require_numbers(places: int, min_people: int) -> None:
    """Refuse a smallest group that is larger than the largest.

    Raises
    ------
    RuleBroken
        Names the form field.
    """
    if min_people > places:
        sentence = f"The smallest group must be {places} or fewer, the number of places"
        raise RuleBroken("min_people", sentence)


def require_pattern(starts_at: time, ends_at: time, from_on: date, to_on: date | None) -> None:
    """Refuse times or dates in the wrong order.

    Raises
    ------
    RuleBroken
        Names the form field.
    """
    require_times(starts_at, ends_at)
    if to_on is not None and to_on < from_on:
        sentence = f"The last day must be on or after the first day, {wording.date(from_on)}"
        raise RuleBroken("to_on", sentence)


def require_times(starts_at: time, ends_at: time) -> None:
    """Refuse times in the wrong order.

    Raises
    ------
    RuleBroken
        Names the form field.
    """
    if ends_at <= starts_at:
        sentence = f"The end must be after the start, {wording.time(starts_at)}"
        raise RuleBroken("ends_at", sentence)


def require_hours(starts_at: time, ends_at: time) -> None:
    """Refuse hours at which nobody can be planned.

    Raises
    ------
    RuleBroken
        Names the form field.
    """
    if lack := hours_lack(starts_at, ends_at):
        raise RuleBroken("starts_at" if starts_at < EARLIEST else "ends_at", lack)


def hours_lack(starts_at: time, ends_at: time) -> str:
    """Return the sentence for hours at which nobody can be planned; else nothing."""
    if starts_at >= EARLIEST and ends_at <= LATEST:
        return ""
    return (
        f"A session must lie between {wording.time(EARLIEST)} and {wording.time(LATEST)}: "
        "outside these hours nobody can be planned"
    )


def needs_attention(project: Project, today: date) -> str:
    """Return what stops a project that should be open from being planned; else nothing."""
    if project.state not in OPENING_STATES:
        return ""
    return assessment_lack(project, today)


@dataclass(frozen=True, slots=True)
class Move:
    """A change of state as a button offers it; some ask first."""

    to: ProjectState
    words: str
    asks: bool


WORDS: dict[ProjectState, str] = {
    S.PROPOSED: "Take back to proposed",
    S.READY: "Mark as ready",
    S.RUNNING: "Start running",
    S.PAUSED: "Pause",
    S.FINISHED: "Mark as finished",
    S.ABANDONED: "Abandon",
}


ASKED_FIRST = frozenset({S.PAUSED, S.FINISHED, S.ABANDONED})
"""The states that stop the work, so that a page says first what they take along."""
REASONED = frozenset({S.PAUSED, S.ABANDONED})
"""The states that are given a reason; abandoning cannot go without one."""


def moves_of(state: ProjectState) -> list[Move]:
    """Return the changes of state that follow, the usual one first."""
    again = {S.RUNNING: "Open it again"} if state is S.FINISHED else {}
    return [Move(to, again.get(to, WORDS[to]), to in ASKED_FIRST) for to in TRANSITIONS[state]]


def require_reason(to: ProjectState, reason: str) -> None:
    """Refuse to abandon a project without saying why.

    Raises
    ------
    RuleBroken
        Names the form field.
    """
    if to is S.ABANDONED and not reason:
        raise RuleBroken("reason", "Enter why the work cannot be done")
