"""What the page of a nomination says: where it stands, what comes next, what has happened. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core.wording import date as in_words
from payback.nominations.models import EventKind, NominationState
from payback.projects.models import ProjectState

if TYPE_CHECKING:
    from datetime import date

    from payback.nominations.models import Nomination, NominationEvent
    from payback.nominations.starts import Start
    from payback.projects.models import Project

COLOURS = {
    NominationState.SUBMITTED: "blue",
    NominationState.MORE_INFORMATION: "yellow",
    NominationState.APPROVED: "green",
    NominationState.DECLINED: "red",
    NominationState.MERGED: "purple",
    NominationState.WITHDRAWN: "grey",
}
LABELS = {
    NominationState.SUBMITTED: "Being checked",
    NominationState.MORE_INFORMATION: "Waiting for you",
    NominationState.APPROVED: "Approved",
    NominationState.DECLINED: "Declined",
    NominationState.MERGED: "Joined with another",
    NominationState.WITHDRAWN: "Withdrawn",
}
TITLES = {
    EventKind.SUBMITTED: "Nomination received",
    EventKind.ASKED: "More information asked for",
    EventKind.ANSWERED: "Nominator answered",
    EventKind.APPROVED: "Approved",
    EventKind.DECLINED: "Declined",
    EventKind.MERGED: "Joined with another nomination",
    EventKind.WITHDRAWN: "Withdrawn by the nominator",
    EventKind.REOPENED: "Opened again",
    EventKind.NOTE: "Internal note",
    EventKind.PLANNED: "Work planned",
    EventKind.UNPLANNED: "Work planned no more",
    EventKind.STARTED: "First session worked",
    EventKind.PAUSED: "Work paused",
    EventKind.RESUMED: "Work taken up again",
    EventKind.FINISHED: "Work finished",
    EventKind.ABANDONED: "Work abandoned",
}
PUBLIC_TITLES = TITLES | {
    EventKind.SUBMITTED: "We received your nomination",
    EventKind.ASKED: "We asked you for more information",
    EventKind.ANSWERED: "You answered",
    EventKind.APPROVED: "We approved your nomination",
    EventKind.DECLINED: "We declined your nomination",
    EventKind.MERGED: "We joined your nomination with another of the same work",
    EventKind.WITHDRAWN: "You withdrew your nomination",
    EventKind.REOPENED: "We opened your nomination again",
    EventKind.PLANNED: "We planned the work",
    EventKind.UNPLANNED: "We had to take the work out of the plan",
    EventKind.STARTED: "Work started",
    EventKind.PAUSED: "We paused the work",
    EventKind.RESUMED: "We took up the work again",
    EventKind.FINISHED: "The work is finished",
    EventKind.ABANDONED: "The work cannot be done after all",
}
PROJECT_STANDING = {
    ProjectState.PAUSED: ("Paused", "yellow"),
    ProjectState.FINISHED: ("Finished", "blue"),
    ProjectState.ABANDONED: ("Not going ahead", "red"),
}
PROJECT_NEXT = {
    ProjectState.PROPOSED: "We visit the place to see that the work is safe. Then we plan it.",
    ProjectState.READY: "The place has been checked and the work is being planned.",
    ProjectState.RUNNING: "The place has been checked and the work is being planned.",
    ProjectState.PAUSED: "The work is paused. It goes on later.",
    ProjectState.FINISHED: "The work is finished. Thank you for nominating it.",
    ProjectState.ABANDONED: "The work cannot be done after all.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a nomination stands, for its nominator."""

    label: str
    colour: str
    next_step: str


def standing_of(nomination: Nomination, start: Start, today: date) -> Standing:
    """Return where a nomination stands.

    Parameters
    ----------
    nomination
        With its project loaded.
    start
        When work starts and whether it has.
    today
        The day on which this is read.
    """
    label, colour = LABELS[nomination.state], COLOURS[nomination.state]
    project = nomination.project if nomination.state is NominationState.APPROVED else None
    if project is None:
        return Standing(label=label, colour=colour, next_step=_next_step(nomination, today))
    label, colour = PROJECT_STANDING.get(project.state, (label, colour))
    return Standing(label=label, colour=colour, next_step=_project_step(project, start, today))


def event_words(event: NominationEvent) -> str:
    """Return what a line of the history says under its title."""
    if event.kind is EventKind.PLANNED and event.on is not None:
        return f"Work starts on {in_words(event.on)}."
    if event.kind is EventKind.UNPLANNED and event.on is not None:
        return f"Work does not start on {in_words(event.on)}. We tell you the new day."
    if event.kind is EventKind.STARTED and event.on is not None:
        return f"The first session was on {in_words(event.on)}."
    return event.text


def _next_step(nomination: Nomination, today: date) -> str:
    promise = in_words(nomination.decide_by)
    if nomination.state is NominationState.SUBMITTED and nomination.decide_by < today:
        return f"We promised to decide by {promise} and are late. We are sorry."
    return {
        NominationState.SUBMITTED: f"We check the four criteria and decide by {promise}.",
        NominationState.MORE_INFORMATION: "We need an answer from you before we can decide. "
        "Until then the time in which we promised to decide does not run.",
        NominationState.DECLINED: "The reason is below. If you think that we have missed "
        "something, write to us.",
        NominationState.WITHDRAWN: "You withdrew this nomination. We will do nothing more with it.",
    }.get(nomination.state, "")


def _project_step(project: Project, start: Start, today: date) -> str:
    plain = PROJECT_NEXT[project.state]
    if project.state in PROJECT_STANDING:
        if project.state_reason:
            return f"{plain} This is why: {project.state_reason}"
        return plain
    if start.worked_on is not None:
        return f"People are working on it. Work started on {in_words(start.worked_on)}."
    if start.planned_on is not None and start.planned_on >= today:
        return f"Work starts on {in_words(start.planned_on)}."
    return plain
