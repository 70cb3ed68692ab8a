"""What each hard rule says of one booking, in a sentence with its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from scheduler import wording
from scheduler.facts import place_share, travel_minutes, week_of
from scheduler.stand_down import stand_down_risk

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.rota import Booking, Opened, Rota


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a hard rule (`H1` to `H13`) says of a booking."""

    rule: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.sentence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A booking with the rota it is part of."""

    rota: Rota
    opened: Opened
    booking: Booking


FROZEN_EXEMPT = frozenset({"H1", "H2", "H5", "H6", "H7", "H8", "H9", "H10", "H11"})
PINNED_EXEMPT = frozenset({"H1", "H2"})


def statements(placement: Placement) -> tuple[Statement, ...]:
    """Return what every rule that concerns people says of a booking in a valid rota."""
    return tuple(
        Statement(rule=rule, sentence=_exemption(placement, rule) or say(placement))
        for rule, say in _SENTENCES.items()
    )


def _exemption(placement: Placement, rule: str) -> str | None:
    if placement.booking.frozen and rule in FROZEN_EXEMPT:
        return "Does not apply: the booking has been announced and is frozen."
    if placement.booking.pinned and rule in PINNED_EXEMPT:
        return "Does not apply: a coordinator insists on the booking."
    return None


def _free(placement: Placement) -> str:
    session, person = placement.booking.session, placement.booking.person
    for start, end in person.available:
        if start <= session.start and session.end <= end:
            return (
                f"{person.id} is available from {wording.moment(start)} to "
                f"{wording.moment(end)}, around the whole session."
            )
    return f"{person.id} is not available for the whole session."


def _near(placement: Placement) -> str:
    person, project = placement.booking.person, placement.booking.project
    minutes = travel_minutes(placement.rota.problem.policy, person, project)
    return f"The journey takes {minutes:.0f} minutes; their limit is {person.max_travel_minutes}."


def _only_one_that_day(placement: Placement) -> str:
    return f"It is their only session on {wording.day(placement.booking.session.start)}."


def _within_the_week(placement: Placement) -> str:
    person, week = placement.booking.person, week_of(placement.booking.session)
    credited = placement.rota.credited_by_week[person.id, week]
    return (
        f"They are credited {credited:,} minutes in {wording.week(week)}; their limit is "
        f"{person.max_weekly_minutes:,}."
    )


def _worth_while(placement: Placement) -> str:
    booking = placement.booking
    return (
        f"It credits {booking.credited:,} of the session's {booking.session.minutes:,} minutes; "
        f"they have {booking.person.remaining_minutes:,} left to do."
    )


def _suitable(placement: Placement) -> str:
    tags = placement.booking.project.tags
    work = f"work tagged {wording.listed(list(tags))}" if tags else "its work"
    return f"Project {placement.booking.project.id} suits them: nothing bars them from {work}."


def _kept_apart(placement: Placement) -> str:
    opened = placement.opened
    team = wording.listed([duty.supervisor.id for duty in opened.duties]) or "nobody"
    return f"Nobody they must be kept apart from is there, and {team} may supervise them."


def _not_alone(placement: Placement) -> str:
    if not placement.rota.problem.policy.no_lone_woman:
        return "The policy allows a woman by herself."
    if placement.booking.project.women_only:
        return "The project is for women only."
    women = sum(booking.person.female for booking in placement.opened.bookings)
    return f"{wording.count(women, 'woman', 'women')} in the group, never exactly one."


def _staffed(placement: Placement) -> str:
    opened = placement.opened
    return (
        f"{wording.count(len(opened.duties), 'supervisor')} and "
        f"{wording.count(len(opened.bookings), 'person', 'people')}, of at least "
        f"{opened.session.min_people}."
    )


def _room(placement: Placement) -> str:
    opened, margin = placement.opened, placement.rota.problem.policy.overbooking_margin
    rates = [booking.person.attendance_rate for booking in opened.bookings]
    taken = fsum(place_share(margin, rate) for rate in rates)
    risk = 100 * stand_down_risk(rates, opened.session.places)
    return (
        f"The group takes up {taken:.2f} of {wording.count(opened.session.places, 'place')}; "
        f"the chance that someone must be stood down is {risk:.1f} %."
    )


def _work_left(placement: Placement) -> str:
    project = placement.booking.project
    if project.remaining_minutes is None:
        return f"The work of project {project.id} is open-ended."
    return f"Project {project.id} still has work to do by then."


def _stands(placement: Placement) -> str:
    booking = placement.booking
    if booking.frozen:
        return "It stands: it has been announced and is frozen."
    if booking.pinned:
        return "It stands: a coordinator insists on it."
    if (booking.person.id, booking.session.id) in placement.rota.problem.published.people:
        return "They have been told of it already, so nothing changes for them."
    return "Nothing frozen or pinned stands in its way."


_SENTENCES: dict[str, Callable[[Placement], str]] = {
    "H1": _free,
    "H2": _near,
    "H3": _only_one_that_day,
    "H4": _within_the_week,
    "H5": _worth_while,
    "H6": _suitable,
    "H7": _kept_apart,
    "H8": _not_alone,
    "H9": _staffed,
    "H10": _room,
    "H11": _work_left,
    "H13": _stands,
}
