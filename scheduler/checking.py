"""Checking a rota: every hard rule and every point, from the answer alone."""

from dataclasses import dataclass
from math import fsum

from scheduler.faults import SolutionInvalid
from scheduler.goals import GOALS
from scheduler.problem import Problem
from scheduler.references import solution_faults
from scheduler.rota import Rota
from scheduler.rules import RULES
from scheduler.solution import Solution

DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One breach of a hard rule (`H1` to `H13`), as a sentence for a coordinator."""

    rule: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.sentence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a rota breaks and what it earns: in all, to six decimals, and by goal."""

    violations: tuple[Violation, ...]
    objective: float
    points: dict[str, float]

    @property
    def valid(self) -> bool:
        """Whether the rota keeps every hard rule."""
        return not self.violations


def check(problem: Problem, solution: Solution) -> Check:
    """Check a rota against every rule and count its points, independently of the solver.

    Parameters
    ----------
    problem
        The problem that was to be solved.
    solution
        Its answer; only the sessions are looked at.

    Raises
    ------
    SolutionInvalid
        If the answer uses ids that the problem does not know, or lists anyone twice.
    """
    if faults := tuple(solution_faults(solution.to_dict(), problem)):
        raise SolutionInvalid(faults)
    rota = Rota(problem, solution.sessions)
    violations = tuple(
        Violation(rule=rule.code, sentence=sentence)
        for rule in RULES
        for sentence in rule.violations(problem, rota)
    )
    points = {goal.name: goal.points(problem, rota) for goal in GOALS}
    objective = round(fsum(points.values()), DECIMALS) + 0.0
    return Check(
        violations=violations,
        objective=objective,
        points={name: round(value, DECIMALS) + 0.0 for name, value in points.items()},
    )
