"""From weekly slots and dated exceptions to the windows in which somebody can work.

A week has 21 slots: morning 7:00 to 13:00, afternoon 13:00 to 18:00, evening 18:00 to 22:00.
Slots that touch make one window, so a session from 9:30 to 16:30 needs morning and afternoon.
Windows are wall-clock times in Europe/London without an offset, as the planner's format wants.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from payback.core.working_hours import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PARTS = ("morning", "afternoon", "evening")
PART_TIMES = (
    (EARLIEST, time(13)),
    (time(13), time(18)),
    (time(18), LATEST),
)
NO_PART, WHOLE_DAY = 0, 0b111

Window = tuple["datetime", "datetime"]


class DatedException(Protocol):
    """Days, both included, on which somebody can or cannot work whatever their slots say.

    Rows of a person's exceptions and of a supervisor's leave are both such.
    """

    @property
    def from_on(self) -> date:
        """The first day."""
        ...

    @property
    def to_on(self) -> date:
        """The last day."""
        ...

    @property
    def available(self) -> bool:
        """Whether they can work, then all day, or cannot."""
        ...


def slot_bit(day: int, part: int) -> int:
    """Return the bit of a slot: day 0 is Monday, part 0 is the morning."""
    return 1 << (day * len(PARTS) + part)


def parts_on(slots: int, exceptions: Iterable[DatedException], day: date) -> int:
    """Return the parts of a day on which somebody can work, morning being bit 0.

    Where exceptions overlap, "cannot" wins.
    """
    said = {each.available for each in exceptions if each.from_on <= day <= each.to_on}
    if said:
        return NO_PART if False in said else WHOLE_DAY
    return (slots >> (day.weekday() * len(PARTS))) & WHOLE_DAY


def windows(
    slots: int, exceptions: Sequence[DatedException], from_on: date, to_on: date
) -> list[Window]:
    """Return when somebody can work, as start and end in local time, in order.

    Parameters
    ----------
    slots
        21 bits: Monday morning is bit 0, Monday afternoon bit 1, Monday evening bit 2 and so on.
    exceptions
        A person's exceptions or a supervisor's leave; those outside the days do no harm.
    from_on, to_on
        The days wanted, both included.
    """
    relevant = [each for each in exceptions if each.from_on <= to_on and each.to_on >= from_on]
    found = []
    for number in range((to_on - from_on).days + 1):
        day = from_on + timedelta(days=number)
        for start, end in _merged(parts_on(slots, relevant, day)):
            found.append((datetime.combine(day, start), datetime.combine(day, end)))
    return found


def _merged(parts: int) -> Iterator[tuple[time, time]]:
    """Yield the hours of the parts of a day, joining those that touch."""
    start: time | None = None
    for number, (begins, ends) in enumerate(PART_TIMES):
        if not parts & 1 << number:
            continue
        start = begins if start is None else start
        if not parts & 1 << (number + 1):
            yield start, ends
            start = None
