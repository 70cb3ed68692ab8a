"""A day with its times: where a session lies in the diary, or could. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core import clock, wording

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from payback.diary.models import WorkSession


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Slot:
    """A day, and wall-clock times on it in Europe/London."""

    on: date
    starts_at: time
    ends_at: time

    @property
    def start(self) -> datetime:
        """The instant at which it begins."""
        return clock.london_instant(self.on, self.starts_at)

    @property
    def in_words(self) -> str:
        """Its day and times: "Tuesday 24 November 2026, 9:30am to 4:30pm"."""
        times = f"{wording.time(self.starts_at)} to {wording.time(self.ends_at)}"
        return f"{self.on:%A} {wording.date(self.on)}, {times}"

    def overlaps(self, other: Slot) -> bool:
        """Return whether both lie on one day and share a time of it."""
        same_day = self.on == other.on
        return same_day and self.starts_at < other.ends_at and other.starts_at < self.ends_at


def slot_of(session: WorkSession) -> Slot:
    """Return where a session lies."""
    return Slot(on=session.on, starts_at=session.starts_at, ends_at=session.ends_at)
