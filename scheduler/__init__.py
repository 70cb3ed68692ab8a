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
from scheduler.solution import OpenSession, Solution, Unplaced
from scheduler.solve import solve
from scheduler.stand_down import stand_down_risk

__all__ = [
    "Bookings",
    "Check",
    "Fault",
    "FileInvalid",
    "OpenSession",
    "Person",
    "Policy",
    "Problem",
    "ProblemInvalid",
    "Progress",
    "Project",
    "Solution",
    "SolutionInvalid",
    "Stop",
    "Supervisor",
    "Unplaced",
    "Violation",
    "WorkSession",
    "check",
    "read_problem",
    "read_solution",
    "solve",
    "stand_down_risk",
]
