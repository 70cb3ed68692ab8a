"""The best rota of a tiny problem by trying all of them, under the plain specification."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from tests.scheduler.specification import Case, Rota

Option = tuple[frozenset[str], frozenset[str]] | None
"""Supervisors and people of one open session; `None` where it stays closed."""


def best_rota(problem: dict[str, Any]) -> tuple[float, Rota] | None:
    """Return the most points that any rota earns, with such a rota, or `None` if none is valid."""
    case = Case(problem)
    best: tuple[float, Rota] | None = None
    for rota in valid_rotas(case):
        points = case.points(rota)
        if best is None or points > best[0]:
            best = points, dict(rota)
    return best


def valid_rotas(case: Case) -> Iterator[Rota]:
    """Yield every rota that breaks no rule."""
    options = [list(_options(case, session)) for session in case.order]
    for rota in _rotas(case, options, {}):
        if "H13" not in case.broken(rota):
            yield rota


def _options(case: Case, session: str) -> Iterator[Option]:
    """Yield each way to run one session that breaks no rule by itself.

    H4 is left to the whole rota: earlier sessions may leave less to credit in this one.
    """
    pinned = {
        kind: {member for member, where in case.pinned[kind] if where == session}
        for kind in ("supervisors", "people")
    }
    if case.frozen(session):
        told = {
            kind: frozenset(member for member, where in case.published[kind] if where == session)
            for kind in ("supervisors", "people")
        }
        there = {kind: told[kind] | pinned[kind] for kind in told}
        yield (there["supervisors"], there["people"]) if any(there.values()) else None
        return
    if not any(pinned.values()):
        yield None
    for team in _subsets(case.supervisors):
        for group in _subsets(case.people):
            if pinned["supervisors"] <= team and pinned["people"] <= group:
                alone = {session: (team, group)}
                if not case.broken(alone) - {"H4", "H13"}:
                    yield team, group


def _subsets(members: dict[str, Any]) -> Iterator[frozenset[str]]:
    for size in range(len(members) + 1):
        for some in combinations(members, size):
            yield frozenset(some)


def _rotas(case: Case, options: list[list[Option]], so_far: Rota) -> Iterator[Rota]:
    """Yield each rota in which no rule but H13 is broken; no later session mends a broken rule."""
    if not options:
        yield so_far
        return
    session = case.order[len(case.order) - len(options)]
    for option in options[0]:
        rota = so_far if option is None else {**so_far, session: option}
        if option is None or not case.broken(rota) - {"H13"}:
            yield from _rotas(case, options[1:], rota)
