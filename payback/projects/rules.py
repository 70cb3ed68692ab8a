"""Which states follow which, and what a project must have first. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core import wording
from payback.core.errors import RuleBroken
from payback.projects.models import Project, ProjectState

if TYPE_CHECKING:
    from datetime import date

S = ProjectState

TRANSITIONS: dict[ProjectState, tuple[ProjectState, ...]] = {
    S.PROPOSED: (S.READY, S.ABANDONED),
    S.READY: (S.RUNNING, S.PROPOSED, S.ABANDONED),
    S.RUNNING: (S.PAUSED, S.FINISHED),
    S.PAUSED: (S.RUNNING, S.FINISHED, S.ABANDONED),
    S.FINISHED: (),
    S.ABANDONED: (S.PROPOSED,),
}
OPENING_STATES = frozenset({S.READY, S.RUNNING})
"""The states in which work sessions can be planned."""


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
