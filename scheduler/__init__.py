"""The optimiser: who works where and who supervises, with a proof of how good the rota is.

A library of its own. It reads and writes the formats `payback-rota/1` and
`payback-rota-solution/1`; it knows nothing of the service, the web or the database.
"""

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
from scheduler.solution import OpenSession, Solution, Unplaced

__all__ = [
    "Bookings",
    "Fault",
    "FileInvalid",
    "OpenSession",
    "Person",
    "Policy",
    "Problem",
    "ProblemInvalid",
    "Project",
    "Solution",
    "SolutionInvalid",
    "Supervisor",
    "Unplaced",
    "WorkSession",
    "read_problem",
    "read_solution",
]
