"""Whether the frozen and pinned bookings can stand at all, and if not, which of them clash.

Only their own sessions matter: opening any other session never helps to keep a rule, so a rota
exists just if one exists in which every other session stays closed.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from scheduler import wording
from scheduler.deadline import Deadline
from scheduler.exact.search import Found, search
from scheduler.insisted import frozen_bookings, insisted
from scheduler.modelling.model import Model
from scheduler.modelling.scope import Scope
from scheduler.problem import Bookings, Problem
from scheduler.rules import RULES, Rule
from scheduler.solution import OpenSession

Insisted: TypeAlias = tuple[Literal["people", "supervisors"], str, str]
"""Of whom, the id, and the session of a booking that must stand."""

MOST_CONFLICTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A smallest group of bookings that cannot all stand, and a smallest set of rules why."""

    bookings: tuple[Insisted, ...]
    rules: tuple[Rule, ...]


TIME_RULES = tuple(rule for rule in RULES if rule.code in {"H3", "H4", "H5", "H12", "H13"})
"""The rules that bookings of one person or one supervisor can break by themselves."""


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
    could stand. Groups do not overlap, so that settling every one gives a rota. At the deadline
    the groups found so far are returned.
    """
    found: list[str] = []
    frozen = frozenset(_items(frozen_bookings(problem)))
    try:
        for clash in Clashes(problem, deadline, seed).found():
            found.append(_sentence(problem, clash, frozen))
            if len(found) == MOST_CONFLICTS:
                break
    except TimeoutError:
        pass
    return tuple(found)


class Clashes:
    """The search for groups of bookings that clash, the likeliest and cheapest places first.

    Parameters
    ----------
    problem
        The problem whose frozen and pinned bookings cannot all stand.
    deadline
        When to give up with `TimeoutError`.
    seed
        For CP-SAT.
    """

    def __init__(self, problem: Problem, deadline: Deadline, seed: int) -> None:
        self._problem = problem
        self._deadline = deadline
        self._seed = seed
        self._frozen = frozenset(_items(frozen_bookings(problem)))
        self._items = _items(insisted(problem))

    def found(self) -> Iterator[Clash]:
        """Yield each clash: of a session, a member, a project, then of all."""
        for group in self._by_session():
            yield from self._clashes_in(group, RULES)
        for group in self._by_member():
            yield from self._clashes_in(group, TIME_RULES)
        for group in self._by_limited_project():
            yield from self._clashes_in(group, RULES)
        yield from self._clashes_in(self._items, RULES)

    def _by_session(self) -> list[list[Insisted]]:
        groups = defaultdict(list)
        for item in self._items:
            groups[item[2]].append(item)
        return [group for group in groups.values() if not self._frozen.issuperset(group)]

    def _by_member(self) -> list[list[Insisted]]:
        groups = defaultdict(list)
        for item in self._items:
            groups[item[:2]].append(item)
        return [group for group in groups.values() if len(group) > 1]

    def _by_limited_project(self) -> list[list[Insisted]]:
        projects = {one.id: one for one in self._problem.projects}
        project_of = {session.id: session.project for session in self._problem.sessions}
        groups = defaultdict(list)
        for item in self._items:
            project = projects[project_of[item[2]]]
            if project.remaining_minutes is not None:
                groups[project.id].append(item)
        return [group for group in groups.values() if not self._frozen.issuperset(group)]

    def _clashes_in(self, group: list[Insisted], rules: Sequence[Rule]) -> Iterator[Clash]:
        """Yield each smallest clash in a group, and drop its bookings."""
        while group and self._clash(group, rules):
            smallest = self._smallest(group, rules)
            blamed = self._blamed(smallest, rules)
            yield Clash(bookings=tuple(smallest), rules=tuple(blamed))
            group = [item for item in group if item not in smallest]
            self._items = [item for item in self._items if item not in smallest]

    def _clash(self, items: Sequence[Insisted], rules: Sequence[Rule]) -> bool:
        alone = all(rule in TIME_RULES for rule in rules)
        problem = _concerning(self._problem, items) if alone else self._problem
        found = _search(problem, _bookings(items), rules, self._deadline, self._seed)
        if not found.infeasible and found.sessions is None:
            raise TimeoutError
        return found.infeasible

    def _smallest(self, items: list[Insisted], rules: Sequence[Rule]) -> list[Insisted]:
        """Return a minimal clash (Junker's QuickXplain); frozen bookings only where needed."""

        def explain(base: list[Insisted], rest: list[Insisted], *, changed: bool) -> list[Insisted]:
            if not rest or (changed and self._clash(base, rules)):
                return []
            if len(rest) == 1:
                return rest
            first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
            of_second = explain(base + first, second, changed=True)
            of_first = explain(base + of_second, first, changed=bool(of_second))
            return of_first + of_second

        frozen = [item for item in items if item in self._frozen]
        pinned = [item for item in items if item not in self._frozen]
        pinned = explain(frozen, pinned, changed=bool(frozen))
        return explain(pinned, frozen, changed=True) + pinned

    def _blamed(self, group: list[Insisted], rules: Sequence[Rule]) -> list[Rule]:
        """Return a minimal set of rules under which the group cannot stand, H13 itself apart."""
        needed = list(rules)
        for rule in rules:
            fewer = [other for other in needed if other is not rule]
            if rule.code != "H13" and self._clash(group, fewer):
                needed = fewer
        return [rule for rule in needed if rule.code != "H13"]


def _concerning(problem: Problem, items: Sequence[Insisted]) -> Problem:
    """Return the problem with no other people than those of some bookings.

    Only rules that look at one person or supervisor at a time may be asked of it.
    """
    named = {member for who, member, _ in items if who == "people"}
    return replace(
        problem,
        people=tuple(person for person in problem.people if person.id in named),
        published=_of_people(problem.published, named),
        pinned=_of_people(problem.pinned, named),
    )


def _of_people(bookings: Bookings, named: set[str]) -> Bookings:
    return replace(bookings, people=tuple(pair for pair in bookings.people if pair[0] in named))


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


def _sentence(problem: Problem, clash: Clash, frozen: frozenset[Insisted]) -> str:
    sessions = {session.id: session for session in problem.sessions}
    parts = []
    for item in clash.bookings:
        who, member, session = item
        kind = "frozen" if item in frozen else "pinned"
        name = f"supervisor {member}" if who == "supervisors" else member
        parts.append(f"{name} on {wording.session(sessions[session])}, {kind}")
    bookings = "; ".join(parts)
    why = wording.listed([f"{rule.code} ({rule.asks})" for rule in clash.rules])
    which = "This booking cannot" if len(clash.bookings) == 1 else "These bookings cannot all"
    return f"{which} stand: {bookings}. They clash with {why}."
