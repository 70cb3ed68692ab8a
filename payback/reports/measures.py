"""Measures: what is counted, how, from when, and against which target. The definitions in words.

A definition never changes: a new one is a new version with its own dates, so that an old figure
keeps the meaning that it was published with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class MeasureKey(StrEnum):
    """The measures of the board's performance report."""

    SENTENCE = "sentence completed"
    ORDERS = "orders completed"
    UNPAID_WORK = "unpaid work delivered"
    PROGRAMME = "programme delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target in hundredths of a per cent, from a day on."""

    valid_from: date
    hundredths: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One version of a measure.

    Parameters
    ----------
    computed
        Whether this service can compute it from its own records; others are only imported.
    words
        What is a hit, what a miss, in which quarter it counts, and what is left out.
    """

    key: MeasureKey
    name: str
    version: int
    valid_from: date
    computed: bool
    words: tuple[tuple[str, str], ...]
    targets: tuple[Target, ...] = ()

    def target_on(self, day: date) -> Target:
        """Return the target in force on a day; before the first, the first.

        Raises
        ------
        LookupError
            If the measure has no target.
        """
        if not self.targets:
            message = f"no target is set for {self.name}"
            raise LookupError(message)
        ordered = sorted(self.targets, key=lambda target: target.valid_from)
        in_force = [target for target in ordered if target.valid_from <= day] or ordered[:1]
        return in_force[-1]


DELIVERY = Measure(
    key=MeasureKey.UNPAID_WORK,
    name="Delivery of the unpaid-work requirement",
    version=1,
    valid_from=date(2015, 4, 1),
    computed=True,
    words=(
        (
            "Hit",
            "A requirement on which every minute ordered was credited by its due date, that day "
            "included. A minute counts on the day it was worked, whenever it was written down.",
        ),
        (
            "Miss",
            "A requirement whose due date has passed before every minute ordered was credited. "
            "It stays a miss if it is completed later.",
        ),
        (
            "Quarter",
            "The one in which the requirement was completed or fell due, whichever came first.",
        ),
        (
            "Left out",
            "Requirements that ended without completion, such as one that a court revoked, and "
            "those not completed whose due date is today or later.",
        ),
    ),
    targets=(
        Target(
            valid_from=date(2015, 4, 1),
            hundredths=8625,
            source="the last target published, for 2015/16",
        ),
    ),
)


def _published(key: MeasureKey, name: str) -> Measure:
    words = (("Source", "Published by others; this service only shows and checks it."),)
    return Measure(
        key=key, name=name, version=1, valid_from=date(2015, 4, 1), computed=False, words=words
    )


MEASURES = {
    measure.key: measure
    for measure in (
        _published(MeasureKey.SENTENCE, "Completion of the sentence of the court"),
        _published(MeasureKey.ORDERS, "Completion of COs and SSOs"),
        DELIVERY,
        _published(MeasureKey.PROGRAMME, "Delivery of a programme requirement"),
    )
}
