"""The optimiser: who works where and who supervises, with a proof of how good the rota is.

A library of its own. It reads and writes the formats `payback-rota/1` and
`payback-rota-solution/1`; it knows nothing of the service, the web or the database.
"""

from scheduler.check import Check, Violation, check
from scheduler.faults import Fault, FileInvalid, ProblemInvalid, SolutionInvalid
from scheduler.format import read_problem, read_solution
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
from scheduler.questions.explanation import (
    Alternative,
    ExplainedBooking,
    Explanation,
    explain,
)
from scheduler.questions.fairness import Fairness, Share, Spread, StandDown, fairness
from scheduler.questions.statements import Statement
from scheduler.solution import OpenSession, Solution, Unplaced
from scheduler.solve import solve
from scheduler.stand_down import stand_down_risk

__all__ = [
    "Alternative",
    "Bookings",
    "Check",
    "ExplainedBooking",
    "Explanation",
    "Fairness",
    "Fault",
    "FileInvalid",
    "OpenSession",
    "Person",
    "Policy",
    "Problem",
    "ProblemInvalid",
    "Progress",
    "Project",
    "Share",
    "Solution",
    "SolutionInvalid",
    "Spread",
    "StandDown",
    "Statement",
    "Stop",
    "Supervisor",
    "Unplaced",
    "Violation",
    "WorkSession",
    "check",
    "explain",
    "fairness",
    "read_problem",
    "read_solution",
    "solve",
    "stand_down_risk",
]
