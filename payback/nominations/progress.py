"""What the page of a nomination says: where it stands, what comes next, what has happened. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core.wording import date as in_words
from payback.nominations.models import EventKind, NominationState
from payback.projects.models import ProjectState

if TYPE_CHECKING:
    from datetime import date

    from payback.nominations.models import Nomination

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
}
PROJECT_NEXT = {
    ProjectState.PROPOSED: "We visit the place to see that the work is safe. Then we plan it.",
    ProjectState.READY: "The place has been checked and the work is being planned.",
    ProjectState.RUNNING: "People are working on it.",
    ProjectState.PAUSED: "The work is paused. It goes on later.",
    ProjectState.FINISHED: "The work is finished. Thank you for nominating it.",
    ProjectState.ABANDONED: "The work cannot be done after all. Write to us to learn why.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a nomination stands, for its nominator."""

    label: str
    colour: str
    next_step: str


def standing_of(nomination: Nomination, starts_on: date | None, today: date) -> Standing:
    """Return where a nomination stands.

    Parameters
    ----------
    nomination
        With its project loaded.
    starts_on
        The first day of work, once it is planned.
    today
        The day on which this is read.
    """
    return Standing(
        label=LABELS[nomination.state],
        colour=COLOURS[nomination.state],
        next_step=_next_step(nomination, starts_on, today),
    )


def _next_step(nomination: Nomination, starts_on: date | None, today: date) -> str:
    if nomination.project is not None and nomination.state is NominationState.APPROVED:
        return _project_step(nomination.project.state, starts_on, today)
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


def _project_step(state: ProjectState, starts_on: date | None, today: date) -> str:
    plain = PROJECT_NEXT[state]
    if starts_on is None or state in {ProjectState.FINISHED, ProjectState.ABANDONED}:
        return plain
    if starts_on > today:
        return f"Work starts on {in_words(starts_on)}."
    return f"{plain} Work started on {in_words(starts_on)}."
