"""Whether the frozen and pinned bookings can stand at all, and if not, which of them clash.

Only their own sessions matter: opening any other session never helps to keep a rule, so a rota
exists just if one exists in which every other session stays closed.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeAlias

from scheduler import wording
from scheduler.deadline import Deadline
from scheduler.exact.model import Model
from scheduler.exact.scope import Scope, frozen_bookings, frozen_sessions, insisted
from scheduler.exact.search import Found, search
from scheduler.problem import Bookings, Problem
from scheduler.rules import RULES, Rule
from scheduler.solution import OpenSession

Insisted: TypeAlias = tuple[Literal["people", "supervisors"], str, str]
"""Of whom, the id, and the session of a booking that must stand."""

MOST_CONFLICTS = 20


def first_rota(
    problem: Problem, deadline: Deadline, *, seed: int = 1
) -> tuple[OpenSession, ...] | None:
    """Return a rota with the frozen and pinned bookings, or `None` if there can be none.

    Nothing but those bookings and what their sessions need is in it; it is empty where nothing is
    frozen or pinned.

    Raises
    ------
    TimeoutError
        If the deadline comes before an answer; with any reasonable time it does not.
    """
    insist = insisted(problem)
    if not _items(insist):
        return ()
    found = _search(problem, insist, RULES, deadline, seed)
    if found.infeasible:
        return None
    if found.sessions is None:
        raise TimeoutError("No rota was found in the time given; give it more seconds.")
    return found.sessions


def conflicts(problem: Problem, deadline: Deadline, *, seed: int = 1) -> tuple[str, ...]:
    """Return a sentence for each group of frozen and pinned bookings that cannot all stand.

    Each group is minimal: without any one of its bookings, or of the rules named, the rest of it
    could stand. Groups do not overlap, so that settling every one gives a rota.
    """
    return tuple(_conflicts(problem, deadline, seed))


def _conflicts(problem: Problem, deadline: Deadline, seed: int) -> Iterator[str]:
    items = _items(insisted(problem))

    def clash(some: Sequence[Insisted], rules: Sequence[Rule] = RULES) -> bool:
        found = _search(problem, _bookings(some), rules, deadline, seed)
        return found.infeasible

    for _ in range(MOST_CONFLICTS):
        if not clash(items):
            return
        group = _smallest(items, clash)
        rules = _rules_that_clash(group, clash)
        yield _sentence(problem, group, rules)
        items = [item for item in items if item not in group]


def _items(bookings: Bookings) -> list[Insisted]:
    people: list[Insisted] = [("people", *pair) for pair in bookings.people]
    return people + [("supervisors", *pair) for pair in bookings.supervisors]


def _bookings(items: Sequence[Insisted]) -> Bookings:
    return Bookings(
        people=tuple((member, session) for who, member, session in items if who == "people"),
        supervisors=tuple(
            (member, session) for who, member, session in items if who == "supervisors"
        ),
    )


def _search(
    problem: Problem, insist: Bookings, rules: Sequence[Rule], deadline: Deadline, seed: int
) -> Found:
    scope = Scope(
        sessions=frozenset(session for _, session in insist.people + insist.supervisors),
        supervisors=frozenset(supervisor.id for supervisor in problem.supervisors),
        people=frozenset(person.id for person in problem.people),
    )
    model = Model(problem, scope, rules=rules, insist=insist)
    return search(model, deadline, seed=seed)


def _smallest(items: list[Insisted], clash: Callable[[Sequence[Insisted]], bool]) -> list[Insisted]:
    """Return a minimal part of `items` that clashes (Junker's QuickXplain)."""

    def explain(base: list[Insisted], added: bool, rest: list[Insisted]) -> list[Insisted]:
        if added and clash(base):
            return []
        if len(rest) == 1:
            return rest
        first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
        of_second = explain(base + first, True, second)
        of_first = explain(base + of_second, bool(of_second), first)
        return of_first + of_second

    return explain([], False, items)


def _rules_that_clash(
    group: list[Insisted], clash: Callable[[Sequence[Insisted], Sequence[Rule]], bool]
) -> list[Rule]:
    """Return a minimal set of rules under which the group cannot stand, H13 itself apart."""
    needed = list(RULES)
    for rule in RULES:
        fewer = [other for other in needed if other is not rule]
        if rule.code != "H13" and clash(group, fewer):
            needed = fewer
    return [rule for rule in needed if rule.code != "H13"]


def _sentence(problem: Problem, group: list[Insisted], rules: list[Rule]) -> str:
    sessions = {session.id: session for session in problem.sessions}
    frozen = set(_items(frozen_bookings(problem)))
    parts = []
    for item in group:
        who, member, session = item
        kind = "frozen" if item in frozen else "pinned"
        name = f"supervisor {member}" if who == "supervisors" else member
        parts.append(f"{name} on {wording.session(sessions[session])}, {kind}")
    bookings = "; ".join(parts)
    if not rules:
        added = frozen_sessions(problem)
        where = wording.listed([name for _, _, name in group if name in added])
        return f"This booking cannot stand: {bookings}. Nothing may be added to {where} (H13)."
    why = wording.listed([f"{rule.code} ({rule.asks})" for rule in rules])
    which = "This booking cannot" if len(group) == 1 else "These bookings cannot all"
    return f"{which} stand: {bookings}. They clash with {why}."
