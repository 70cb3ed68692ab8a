"""The answer, format `payback-rota-solution/1`, as plain frozen values."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from scheduler.problem import JsonObject, as_json_object

SOLUTION_FORMAT = "payback-rota-solution/1"

Status: TypeAlias = Literal["optimal", "feasible", "infeasible"]
Reason: TypeAlias = Literal[
    "complete", "unavailable", "too_far", "unsuitable", "session_not_opened", "no_place"
]

RELATIVE_GAP = 0.0001
"""A rota counts as optimal when bound − objective is at most this much of max(1, |bound|)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A session that opens, who runs it and who is booked on it (ids)."""

    session: str
    supervisors: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """Someone without a booking, why, and a sentence a coordinator can act on."""

    person: str
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """A rota, its points, and a proven upper bound on the points of any rota.

    An infeasible problem has neither `objective` nor `bound`, no sessions, and `conflicts`:
    sentences that name the bookings and rules that clash.
    """

    status: Status
    objective: float | None
    bound: float | None
    seconds: float
    sessions: tuple[OpenSession, ...]
    unplaced: tuple[Unplaced, ...] = ()
    conflicts: tuple[str, ...] = ()
    format: Literal["payback-rota-solution/1"] = "payback-rota-solution/1"

    @property
    def gap(self) -> float | None:
        """(bound − objective) ÷ max(1, |bound|), or `None` where there is no rota."""
        if self.objective is None or self.bound is None:
            return None
        return (self.bound - self.objective) / max(1.0, abs(self.bound))

    def to_dict(self) -> JsonObject:
        """Return the JSON shape of this solution, `format` first."""
        shape = as_json_object(self)
        return {"format": shape.pop("format"), **shape}


def status_of(objective: float, bound: float) -> Status:
    """Return `optimal` where the bound proves it, otherwise `feasible`."""
    proven = bound - objective <= RELATIVE_GAP * max(1.0, abs(bound))
    return "optimal" if proven else "feasible"
