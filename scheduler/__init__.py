"""The optimiser: who works where and who supervises, with a proof of how good the rota is.

A library of its own. It reads and writes the formats `payback-rota/1` and
`payback-rota-solution/1`; it knows nothing of the service, the web or the database.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from scheduler.faults import Fault, FileInvalid, ProblemInvalid, SolutionInvalid
from scheduler.problem import (
    Bookings,
    Person,
    Policy,
    Problem,
    Project,
    Supervisor,
    WorkSession,
)
from scheduler.progress import Progress, Stop
from scheduler.questions.changes import (
    Change,
    DayLost,
    PersonAdded,
    PersonAway,
    PlacesLost,
    ProjectAdded,
    SessionCancelled,
    SupervisorAdded,
    SupervisorAway,
)
from scheduler.questions.statements import Statement
from scheduler.settings.reading import SettingsInvalid
from scheduler.settings.settings import Settings
from scheduler.solution import OpenSession, Solution, Unplaced
from scheduler.stand_down import stand_down_risk

if TYPE_CHECKING:
    from scheduler.checking import Check, Violation, check
    from scheduler.format import read_problem, read_solution
    from scheduler.questions.explanation import Alternative, ExplainedBooking, Explanation, explain
    from scheduler.questions.fairness import Fairness, Share, Spread, StandDown, fairness
    from scheduler.questions.nearest import NearestChange, nearest_change
    from scheduler.questions.pinning import impossible_pins, pin_objections
    from scheduler.questions.what_if import Comparison, Figures, what_if
    from scheduler.solving import solve

__all__ = [
    "Alternative",
    "Bookings",
    "Change",
    "Check",
    "Comparison",
    "DayLost",
    "ExplainedBooking",
    "Explanation",
    "Fairness",
    "Fault",
    "Figures",
    "FileInvalid",
    "NearestChange",
    "OpenSession",
    "Person",
    "PersonAdded",
    "PersonAway",
    "PlacesLost",
    "Policy",
    "Problem",
    "ProblemInvalid",
    "Progress",
    "Project",
    "ProjectAdded",
    "SessionCancelled",
    "Settings",
    "SettingsInvalid",
    "Share",
    "Solution",
    "SolutionInvalid",
    "Spread",
    "StandDown",
    "Statement",
    "Stop",
    "Supervisor",
    "SupervisorAdded",
    "SupervisorAway",
    "Unplaced",
    "Violation",
    "WorkSession",
    "check",
    "explain",
    "fairness",
    "impossible_pins",
    "nearest_change",
    "pin_objections",
    "read_problem",
    "read_solution",
    "solve",
    "stand_down_risk",
    "what_if",
]

LOADED_WHEN_ASKED_FOR = {
    "Alternative": "scheduler.questions.explanation",
    "Check": "scheduler.checking",
    "Comparison": "scheduler.questions.what_if",
    "ExplainedBooking": "scheduler.questions.explanation",
    "Explanation": "scheduler.questions.explanation",
    "Fairness": "scheduler.questions.fairness",
    "Figures": "scheduler.questions.what_if",
    "NearestChange": "scheduler.questions.nearest",
    "Share": "scheduler.questions.fairness",
    "Spread": "scheduler.questions.fairness",
    "StandDown": "scheduler.questions.fairness",
    "Violation": "scheduler.checking",
    "check": "scheduler.checking",
    "explain": "scheduler.questions.explanation",
    "fairness": "scheduler.questions.fairness",
    "impossible_pins": "scheduler.questions.pinning",
    "nearest_change": "scheduler.questions.nearest",
    "pin_objections": "scheduler.questions.pinning",
    "read_problem": "scheduler.format",
    "read_solution": "scheduler.format",
    "solve": "scheduler.solving",
    "what_if": "scheduler.questions.what_if",
}
"""What needs OR-Tools, NumPy or Pydantic, which are slow to load: whoever asks for none of it, as
most of what imports this library, does not wait for them."""


def __getattr__(name: str) -> object:
    """Load what needs a large library when it is first asked for."""
    if name not in LOADED_WHEN_ASKED_FOR:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(LOADED_WHEN_ASKED_FOR[name]), name)
