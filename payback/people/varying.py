"""What a variation of the order by the court must satisfy. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core import checks, wording
from payback.core.errors import RuleBroken

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """What the court decided: from a day on, so many minutes; ``reference`` names the decision."""

    minutes: int
    decided_on: date
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Varying:
    """A variation with the requirement that it is judged by.

    Parameters
    ----------
    variation
        What the court decided.
    today
        The present day.
    ordered, credited
        Whole minutes of the requirement as it is.
    sentenced_on
        The day of the sentence.
    last_on
        The day of the latest variation, if there was one.
    """

    variation: Variation
    today: date
    ordered: int
    credited: int
    sentenced_on: date
    last_on: date | None = None


def require_valid(varying: Varying) -> None:
    """Refuse a variation that cannot be.

    Raises
    ------
    RuleBroken
        Naming ``minutes``, ``decided_on`` or ``reference``.
    """
    checks.require(CHECKS, varying)


def _require_change(varying: Varying) -> None:
    if varying.variation.minutes == varying.ordered:
        sentence = f"Time ordered is {wording.hours(varying.ordered)} already"
        raise RuleBroken("minutes", sentence, "O1")


def _require_credited(varying: Varying) -> None:
    if varying.variation.minutes < varying.credited:
        least = wording.hours(varying.credited)
        sentence = f"Time ordered must be {least} or more: so much is credited already"
        raise RuleBroken("minutes", sentence, "V11")


def _require_day(varying: Varying) -> None:
    decided_on, sentenced_on = varying.variation.decided_on, varying.sentenced_on
    if decided_on < sentenced_on:
        first = wording.date(sentenced_on)
        raise RuleBroken("decided_on", f"The date must be on or after the sentence, {first}", "O2")
    if decided_on > varying.today:
        raise RuleBroken("decided_on", "The date must be today or in the past", "O2")
    if varying.last_on is not None and decided_on < varying.last_on:
        last = wording.date(varying.last_on)
        sentence = f"The date must be on or after the latest variation, {last}"
        raise RuleBroken("decided_on", sentence, "O2")


def _require_reference(varying: Varying) -> None:
    if not varying.variation.reference:
        raise RuleBroken("reference", "Enter the court’s reference of the decision", "O3")


CHECKS: tuple[checks.Check[Varying], ...] = (
    _require_change,
    _require_credited,
    _require_day,
    _require_reference,
)
