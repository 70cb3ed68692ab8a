"""What can break a booking, a duty or a session, and how it is said. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from payback.core import wording

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import date

    from payback.diary.models import Appointment, Duty, WorkSession
    from payback.projects.models import Project


class Reason(StrEnum):
    """Why a booking or a duty may not stand; the value is the sentence for a coordinator."""

    AWAY = "Cannot work on this day"
    COMPLETE = "Has worked all the hours of this order"
    ENDED = "The order has ended"
    SUSPENDED = "The order is suspended"
    BARRED = "Must not work at a place of this kind"
    EXCLUDED = "The project lies inside an area that they must not enter"
    WOMEN_GROUP = "The project takes women only"
    NEEDS_WOMEN_GROUP = "Must work in groups of women only"
    APART = "Must be kept apart from somebody else who is booked here"
    SUPERVISOR_SEX = "Must not be supervised by somebody of the sex of a supervisor here"
    ELSEWHERE = "Is booked at another session on this day"
    OUTSIDE_WEEK = "Does not usually work at these hours"
    LEAVE = "Is on leave on this day"
    INACTIVE = "Does not supervise any more"
    ON_DUTY = "Is on duty at another session at this time"

    @property
    def to_holder(self) -> str:
        """The reason as a supervisor reads it of a duty of their own, within a sentence."""
        return TO_HOLDER.get(self, self.value)


TO_HOLDER = {
    Reason.LEAVE: "you are on leave on this day",
    Reason.INACTIVE: "you do not supervise any more",
    Reason.ON_DUTY: "you are on duty at another session at this time",
    Reason.OUTSIDE_WEEK: "you do not usually work at these hours",
}
SECRET = frozenset(
    {
        *(Reason.BARRED, Reason.EXCLUDED, Reason.NEEDS_WOMEN_GROUP),
        *(Reason.APART, Reason.SUPERVISOR_SEX),
    }
)
"""Reasons that tell what is on a record: of limited records only that something is."""

SOMETHING_ON_RECORD = "A restriction on their record"


def sentence_of(reason: Reason, *, limited: bool = False) -> str:
    """Say a reason; of a record with limited access no more than that there is a restriction."""
    return SOMETHING_ON_RECORD if limited and reason in SECRET else reason.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many bookings, duties, and sessions as a whole, may not stand."""

    bookings: int
    duties: int
    sessions: int

    def __bool__(self) -> bool:
        return bool(self.bookings or self.duties or self.sessions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A booking, a duty, or a published session as a whole, that may not stand as it is.

    Parameters
    ----------
    session
        Where, with its project.
    reasons
        Why, as sentences.
    appointment
        The booking, with its person, if it is one.
    duty
        The duty, with its supervisor, if it is one.
    """

    session: WorkSession
    reasons: tuple[str, ...]
    appointment: Appointment | None = None
    duty: Duty | None = None

    @property
    def who(self) -> str:
        """Whom it is about, as a list may name them; the session itself otherwise."""
        if self.appointment is not None:
            return self.appointment.person.listed_name
        return self.duty.supervisor.name if self.duty is not None else "The session"

    @property
    def people(self) -> tuple[int, ...]:
        """The row ids of the people on probation whom it is about."""
        return (self.appointment.person_id,) if self.appointment is not None else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What a published session needs to be held."""

    session_id: int
    on: date
    project: Project
    supervisors_needed: int
    min_people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Who is left on a published session once those who may not be there are taken away."""

    women: int
    men: int
    supervisors: int
    women_supervising: int
    skills: AbstractSet[str]


def lacks_of(
    group: Group, crew: Crew, skills: AbstractSet[str], *, no_lone_woman: bool
) -> list[str]:
    """Return what a published session lacks to be held, as sentences (H8, H9, H12).

    Parameters
    ----------
    group
        What it needs.
    crew
        Who is left on it.
    skills
        What its project asks of the supervisors together.
    no_lone_woman
        Whether a woman may not be the only one in a mixed group.
    """
    lacks = []
    if crew.supervisors < group.supervisors_needed:
        needed = wording.plural(group.supervisors_needed, "supervisor")
        lacks.append(f"Has {crew.supervisors} of {needed} needed")
    elif missing := skills - crew.skills:
        lacks.append(f"No supervisor here has the skill: {', '.join(sorted(missing))}")
    if group.project.women_only and crew.supervisors and not crew.women_supervising:
        lacks.append("No woman supervises this group of women")
    if crew.women + crew.men < group.min_people:
        people = wording.plural(crew.women + crew.men, "person", "people")
        lacks.append(f"Has {people}, fewer than the smallest group of {group.min_people}")
    if no_lone_woman and crew.women == 1 and crew.men and not group.project.women_only:
        lacks.append("Has one woman alone among men")
    return lacks
