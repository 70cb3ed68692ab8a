"""How many pairs of a person and a session a problem allows, before anything is decided."""

from scheduler import Problem
from scheduler.modelling.pairs import Pairs
from scheduler.rules import RULES

AT_ONCE = 500


def count_pairs(problem: Problem) -> int:
    """Count the bookings that H1, H2, H5 and H6 allow by themselves."""
    number = 0
    for first in range(0, len(problem.people), AT_ONCE):
        people = problem.people[first : first + AT_ONCE]
        pairs = Pairs(problem, people, problem.sessions, ())
        for rule in RULES:
            if rule.narrow_people:
                rule.narrow_people(pairs)
        number += int(pairs.possible.sum())
    return number
