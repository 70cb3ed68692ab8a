"""How much of the time worked at an appointment can count. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core import wording
from payback.people.balance import remaining_minutes
from payback.people.models import LedgerKind

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The most minutes that an appointment can credit, and what sets it if not the order.

    ``rule`` is the code of that in ``docs/validate.md``.
    """

    minutes: int
    because: str = ""
    rule: str = "V11"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A requirement as an appointment meets it; all minutes whole.

    Parameters
    ----------
    ordered
        What the court ordered.
    credited
        What is credited without this appointment.
    sentenced_on
        The day of the sentence.
    ended
        Whether it was revoked or has expired.
    most_before
        The most that this appointment has ever credited: so much can be put back.
    share
        What education, training and employment may still take, without this appointment;
        ``None`` for other work.
    """

    ordered: int
    credited: int
    sentenced_on: date
    ended: bool = False
    most_before: int = 0
    share: int | None = None


def limit(standing: Standing, on: date) -> Limit:
    """Return how much of the time worked on a day can count.

    Never more than remains (V11), nothing before the sentence (V3), education, training and
    employment up to their share of the order (V12). A requirement that has ended takes no new
    time, but time that the appointment was credited before can be put back.
    """
    remaining = remaining_minutes(standing.ordered, standing.credited)
    if standing.ended:
        most = min(remaining, standing.most_before)
        return Limit(minutes=most, because="this requirement has ended", rule="P4")
    if on < standing.sentenced_on:
        sentenced = wording.date(standing.sentenced_on)
        because = f"the session was before the sentence, {sentenced}"
        return Limit(minutes=0, because=because, rule="V3")
    if standing.share is not None and standing.share < remaining:
        because = f"the share for {LedgerKind.ETE.value} is used"
        return Limit(minutes=max(0, standing.share), because=because, rule="V12")
    return Limit(minutes=remaining)
