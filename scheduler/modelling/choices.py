"""The yes-or-no choices of a rota: a person on a session, a supervisor running one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from scheduler.problem import Person, Project, Supervisor, WorkSession

Term: TypeAlias = "tuple[float, cp_model.IntVar]"
"""A coefficient and its variable."""

WholeTerm: TypeAlias = "tuple[int, cp_model.IntVar]"
"""A whole coefficient and its variable."""


@dataclass(slots=True, kw_only=True, eq=False)
class BookingChoice:
    """Whether a person is booked on a session, and the minutes that this credits.

    `credit` is a sum of terms; it is declared once all choices of the person are known.
    """

    person: Person
    session: WorkSession
    project: Project
    chosen: cp_model.IntVar
    free: bool
    frozen: bool
    travel_minutes: float
    credit: tuple[WholeTerm, ...] = ()

    @property
    def credited(self) -> cp_model.LinearExpr:
        """The minutes credited, as an expression."""
        return total(self.credit)


@dataclass(slots=True, kw_only=True, eq=False)
class DutyChoice:
    """Whether a supervisor runs a session."""

    supervisor: Supervisor
    session: WorkSession
    project: Project
    chosen: cp_model.IntVar
    free: bool
    frozen: bool
    travel_minutes: float


def total(terms: tuple[WholeTerm, ...] | list[WholeTerm]) -> cp_model.LinearExpr:
    """Return a sum of whole terms as one expression."""
    # The checker reads the rules too, and must not wait for OR-Tools to load.
    from ortools.sat.python import cp_model

    coefficients = [coefficient for coefficient, _ in terms]
    return cp_model.LinearExpr.weighted_sum([variable for _, variable in terms], coefficients)
