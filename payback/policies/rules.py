"""Which value of a policy is in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from payback.policies.models import Policy, PolicyName


@dataclass(frozen=True, slots=True)
class Policies:
    """Every policy row, to be asked for the value on a day."""

    rows: tuple[Policy, ...]

    def on(self, name: PolicyName, day: date) -> float:
        """Return the value in force on a day.

        Before the first row's date the first row counts: an old record is judged by the oldest
        rule that is known.

        Raises
        ------
        LookupError
            If the policy has no row at all.
        """
        rows = sorted((r for r in self.rows if r.name == name), key=lambda row: row.valid_from)
        if not rows:
            message = f"no value is set for the policy {name}"
            raise LookupError(message)
        in_force = [row for row in rows if row.valid_from <= day] or rows[:1]
        return in_force[-1].value

    def minutes_on(self, name: PolicyName, day: date) -> int:
        """Return a policy that is a whole number, such as minutes or months."""
        return round(self.on(name, day))


def policies_of(rows: Iterable[Policy]) -> Policies:
    """Return the rows as something to ask."""
    return Policies(tuple(rows))
