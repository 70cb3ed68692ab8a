"""Which dated appointments must be added so that the minutes still to work are covered.

A pure function: no database, no clock, nothing is cancelled. The rules are those of the format
``payback-projection/1``; the numbers in comments are its rules. Times are local wall-clock times,
so that a night on which the clocks change is as long as any other.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from payback.core.cases import Clock, Day, Flag, Minutes, Moment, Shape, SignedMinutes, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import time
    from typing import Self

LAST_DAY = 1825
"""Days after today on which the walk ends (rule 6)."""


class Frequency(StrEnum):
    """How often somebody is to come, from the one that wins to the one that yields (rule 1)."""

    FORTNIGHTLY = "fortnightly"
    WEEKLY = "weekly"
    ONCE = "once"


class Trigger(StrEnum):
    """Why the projection is asked for."""

    ALLOCATION_CHANGED = "allocation_changed"
    APPOINTMENT_CHANGED = "appointment_changed"


class Outcome(StrEnum):
    """Whether what is on the books suffices."""

    ALREADY_SATISFIED = "already_satisfied"
    SUFFICIENT = "sufficient"
    INSUFFICIENT = "insufficient"


class Order(Shape):
    """What the court ordered, and the sum of the adjustments (above zero adds work)."""

    ordered_minutes: Minutes
    adjustment_minutes: SignedMinutes


class Allocation(Shape):
    """One standing arrangement; the ends of project and availability are the first day without."""

    id: Text
    project: Text
    frequency: Frequency | None = None
    availability_frequency: Frequency | None = None
    weekday: int = Field(strict=True, ge=1, le=7)
    start_on: Day
    end_on: Day | None = None
    project_expected_end: Day | None = None
    project_actual_end: Day | None = None
    availability_end: Day | None = None
    start_time: Clock
    end_time: Clock

    @property
    def minutes(self) -> int:
        """Whole length."""
        return minutes_between(self.start_time, self.end_time)

    @property
    def working_frequency(self) -> Frequency:
        """The frequency of person and project together (rule 1)."""
        given = {self.frequency, self.availability_frequency}
        return next((each for each in Frequency if each in given), Frequency.WEEKLY)

    def is_there_on(self, day: date) -> bool:
        """Return whether a day lies within its time: its own end outranks others' (rule 2)."""
        if self.end_on is not None:
            return self.start_on <= day <= self.end_on
        ends = (self.project_expected_end, self.project_actual_end, self.availability_end)
        return self.start_on <= day and all(end is None or day < end for end in ends)

    @property
    def is_void(self) -> bool:
        """Whether it is to be treated as absent (rule 3)."""
        ends_first = self.end_on is not None and self.end_on <= self.start_on
        return ends_first or self.start_time >= self.end_time

    def turns_on(self, day: date) -> bool:
        """Return whether a day of the right weekday is one of its turns (rule 7)."""
        if self.working_frequency is not Frequency.FORTNIGHTLY:
            return True
        first = self.start_on + timedelta(days=(self.weekday - self.start_on.isoweekday()) % 7)
        return (day - first).days % 14 == 0


class Appointment(Shape):
    """One dated attendance, open or closed by an outcome."""

    id: Text
    project: Text
    allocation: Text | None = None
    date: Day
    start_time: Clock
    end_time: Clock
    has_outcome: Flag
    credited_minutes: Minutes | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end_time <= self.start_time:
            raise ValueError("end_time must be later than start_time")
        return self

    @property
    def minutes(self) -> int:
        """Planned length."""
        return minutes_between(self.start_time, self.end_time)


class Situation(Shape):
    """One person, one requirement, its allocations and every appointment of it."""

    now: Moment
    trigger: Trigger
    requirement: Order
    non_working_dates: tuple[Day, ...]
    allocations: tuple[Allocation, ...]
    appointments: tuple[Appointment, ...]


class Piece(Shape):
    """An appointment to add."""

    project: Text
    allocation: Text
    date: Day
    start_time: Clock
    end_time: Clock


class Projection(Shape):
    """What is to be added, what stands, and the minutes that nothing covers."""

    outcome: Outcome
    create: tuple[Piece, ...]
    keep: tuple[Text, ...]
    shortfall_minutes: Minutes


def project(situation: Situation) -> Projection:
    """Return which appointments to add so that the remaining minutes are covered."""
    today = situation.now.date()
    coming = [each for each in situation.appointments if _is_open(each) and each.date >= today]
    coming.sort(key=lambda each: (each.date, each.start_time))
    keep = tuple(each.id for each in coming)
    remaining = remaining_minutes(situation)
    if remaining <= 0:
        return Projection(
            outcome=Outcome.ALREADY_SATISFIED, create=(), keep=keep, shortfall_minutes=0
        )
    walk = _Walk(situation, remaining)
    for day in _working_days(today, situation.non_working_dates):
        if walk.remaining <= 0:
            break
        walk.take(day)
    shortfall = max(0, walk.remaining)
    covered = not walk.create and shortfall == 0
    return Projection(
        outcome=Outcome.SUFFICIENT if covered else Outcome.INSUFFICIENT,
        create=tuple(walk.create),
        keep=keep,
        shortfall_minutes=shortfall,
    )


def remaining_minutes(situation: Situation) -> int:
    """Return what is left to work, below zero where more was worked than ordered (rule 4)."""
    today = situation.now.date()
    order = situation.requirement
    taken_off = sum(
        (each.credited_minutes or 0)
        if each.has_outcome
        else (each.minutes if each.date < today else 0)
        for each in situation.appointments
    )
    return order.ordered_minutes + order.adjustment_minutes - taken_off


class _Walk:
    """The walk through the days: what remains, what was created, which once-only ones are used."""

    def __init__(self, situation: Situation, remaining: int) -> None:
        self.remaining = remaining
        self.create: list[Piece] = []
        self._now = situation.now
        self._fills_booked_days = situation.trigger is Trigger.ALLOCATION_CHANGED
        self._used: set[int] = set()
        self._on_weekday: dict[int, list[tuple[int, Allocation]]] = defaultdict(list)
        for place, each in enumerate(situation.allocations):
            if not each.is_void:
                self._on_weekday[each.weekday].append((place, each))
        for each_day in self._on_weekday.values():
            each_day.sort(key=lambda pair: pair[1].start_time)
        self._booked: dict[date, list[Appointment]] = defaultdict(list)
        for appointment in situation.appointments:
            self._booked[appointment.date].append(appointment)

    def take(self, day: date) -> None:
        """Go through one working day (rules 9 to 12)."""
        falling = list(self._falling_on(day))
        if not falling:
            return
        booked = self._booked.get(day, [])
        if booked and not self._fills_booked_days:
            self.remaining -= sum(each.minutes for each in booked if _is_open(each))
            return
        known = {(each.start_time, each.end_time, each.project, each.allocation) for each in booked}
        for place, allocation in falling:
            if self.remaining <= 0:
                return
            if day == self._now.date() and allocation.start_time < self._now.time():
                continue
            piece = self._piece(day, allocation)
            self._used.add(place)
            if (piece.start_time, piece.end_time, piece.project, piece.allocation) not in known:
                self.create.append(piece)

    def _falling_on(self, day: date) -> Iterator[tuple[int, Allocation]]:
        """Yield the allocations whose turn a day is, earliest start first (rules 7, 8 and 11)."""
        for place, each in self._on_weekday.get(day.isoweekday(), ()):
            in_time = each.is_there_on(day) and each.turns_on(day)
            spent = each.working_frequency is Frequency.ONCE and place in self._used
            if in_time and not spent:
                yield place, each

    def _piece(self, day: date, allocation: Allocation) -> Piece:
        """Take an allocation's length, or what remains if that is less, off what remains."""
        minutes = min(allocation.minutes, self.remaining)
        self.remaining -= minutes
        start = datetime.combine(day, allocation.start_time)
        return Piece(
            project=allocation.project,
            allocation=allocation.id,
            date=day,
            start_time=allocation.start_time,
            end_time=(start + timedelta(minutes=minutes)).time(),
        )


def _is_open(appointment: Appointment) -> bool:
    return not appointment.has_outcome


def _working_days(today: date, non_working: Iterable[date]) -> Iterator[date]:
    closed = set(non_working)
    days = min(LAST_DAY, (date.max - today).days)
    for step in range(days + 1):
        day = today + timedelta(days=step)
        if day not in closed:
            yield day


def minutes_between(start: time, end: time) -> int:
    """Return the minutes from one time of a day to another."""
    return (end.hour - start.hour) * 60 + end.minute - start.minute
