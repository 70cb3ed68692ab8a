"""What the page of one rota shows: its sessions by day, who is not placed, what would change."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from payback.core import wording
from payback.diary.models import SessionState
from payback.rota.draft import board_queries
from payback.rota.draft.beside import standing_beside
from payback.rota.draft.evenness import evenness_of
from payback.rota.draft.left_out import left_out_of_plan
from payback.rota.models import NO_WORK_LEFT, RotaState, SolutionStatus
from payback.rota.problem.documents import stored_answer
from payback.rota.problem.keys import people_in, row_id
from scheduler import stand_down_risk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.diary.models import WorkSession
    from payback.people.models import Person
    from payback.rota.models import Rota, RotaUnplaced
    from scheduler import Problem

RISKY = 0.15
"""From here on the chance of standing somebody down is a warning."""

GOALS = {
    "work": "Hours worked, the urgent first",
    "priority": "Priority of projects",
    "travel": "Travel",
    "continuity": "People stay at their project",
    "short_match": "Short orders on short projects",
    "sessions": "Cost of opening sessions",
    "changes": "Changes to what was announced",
}
REASONS = {
    "complete": "No work left",
    "unavailable": "Not available",
    "too_far": "Too far away",
    "unsuitable": "Nothing suitable",
    "session_not_opened": "Session not opened",
    "no_place": "No place left",
}


@dataclass(slots=True, kw_only=True)
class Card:
    """One session on the page; ``risk`` is the chance of standing somebody down."""

    session: WorkSession
    supervisors: list[str] = field(default_factory=list)
    person_ids: list[int] = field(default_factory=list)
    expected: float = 0.0
    risk: float = 0.0
    warnings: list[str] = field(default_factory=list)

    @property
    def opened(self) -> bool:
        """Whether the rota opens the session."""
        return bool(self.person_ids or self.supervisors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What publishing would change at one session: who is added and who is dropped."""

    session: WorkSession
    people_added: list[int]
    people_dropped: list[int]
    supervisors_added: list[str]
    supervisors_dropped: list[str]
    supervisor_ids: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Somebody who is not placed; ``nearest`` is what would place them, if that was sought."""

    person_id: int
    reason: str
    detail: str
    nearest: str
    may_be_sought: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The page of one rota. People are ids; their names come only with permission.

    `left` are those with work left, `finished` those without; `changes` are what publishing a
    draft would change, or what has changed since a rota was published. `conflicts` are sentences
    of the optimiser, with keys.
    """

    days: list[tuple[date, list[Card]]]
    closed: list[Card]
    left: list[Left]
    finished: list[int]
    left_by_reason: list[tuple[str, int]]
    points: list[tuple[str, float]]
    evenness: list[tuple[str, str]]
    changes: list[Change]
    warnings: list[str]
    conflicts: list[str]
    credited_minutes: int
    people: int

    @property
    def opened(self) -> int:
        """How many sessions open."""
        return sum(len(cards) for _, cards in self.days)

    @property
    def bookings(self) -> int:
        """How many bookings there are; somebody may have several in a week."""
        return sum(len(card.person_ids) for _, cards in self.days for card in cards)

    @property
    def person_ids(self) -> list[int]:
        """Everybody on the page."""
        shown = {each for _, cards in self.days for card in cards for each in card.person_ids}
        shown |= (
            {each.person_id for each in self.left}
            | set(self.finished)
            | set(people_in(self.conflicts))
        )
        for change in self.changes:
            shown |= {*change.people_added, *change.people_dropped}
        return sorted(shown)

    @property
    def may_seek(self) -> bool:
        """Whether somebody is left out for whom nobody has looked for a change."""
        return any(each.may_be_sought for each in self.left)

    @property
    def people_added(self) -> int:
        """How many bookings publishing adds."""
        return sum(len(each.people_added) for each in self.changes)

    @property
    def people_dropped(self) -> int:
        """How many announced bookings publishing withdraws."""
        return sum(len(each.people_dropped) for each in self.changes)

    @property
    def supervisors_changed(self) -> frozenset[int]:
        """The supervisors who have something added or dropped."""
        return frozenset().union(*(each.supervisor_ids for each in self.changes))


def board_of(db: Session, rota: Rota) -> Board:
    """Return what the page of a rota shows, in a fixed number of queries.

    Parameters
    ----------
    rota
        With its problem and solution loaded.
    """
    problem, solution = stored_answer(rota)
    offered = {row_id(each.id) for each in problem.sessions}
    cards = _cards(db, rota, offered)
    unplaced = board_queries.unplaced_of(db, rota)
    left = [left_out(each) for each in unplaced if each.reason != NO_WORK_LEFT]
    by_reason: dict[str, int] = defaultdict(int)
    for each in left:
        by_reason[each.reason] += 1
    bookings = board_queries.bookings_of(db, rota)
    feasible = rota.status is not SolutionStatus.INFEASIBLE
    days: dict[date, list[Card]] = defaultdict(list)
    for card in cards.values():
        if card.opened:
            days[card.session.on].append(card)
    return Board(
        days=sorted(days.items()),
        closed=[card for card in cards.values() if not card.opened],
        left=left,
        finished=[each.person_id for each in unplaced if each.reason == NO_WORK_LEFT],
        left_by_reason=sorted(by_reason.items(), key=lambda item: (-item[1], item[0])),
        points=[(GOALS.get(name, name), value) for name, value in rota.points_by_goal.items()],
        evenness=evenness_of(problem, solution) if feasible else [],
        changes=_changes(db, rota, cards, problem) if feasible else [],
        warnings=left_out_of_plan(db, rota, offered),
        conflicts=list(solution.conflicts),
        credited_minutes=sum(each.credited_minutes for each in bookings),
        people=len({each.person_id for each in bookings}),
    )


def _cards(db: Session, rota: Rota, offered: set[int]) -> dict[int, Card]:
    cards = {each.id: Card(session=each) for each in board_queries.sessions_by_ids(db, offered)}
    called = board_queries.supervisor_names(db)
    for duty in board_queries.duties_of(db, rota):
        cards[duty.session_id].supervisors.append(called[duty.supervisor_id])
    rates: dict[int, list[float]] = defaultdict(list)
    for booking in board_queries.bookings_of(db, rota):
        cards[booking.session_id].person_ids.append(booking.person_id)
        rates[booking.session_id].append(booking.attendance_rate)
    for session_id, card in cards.items():
        card.expected = sum(rates[session_id])
        card.risk = stand_down_risk(rates[session_id], card.session.places)
        card.warnings = _card_warnings(card) if card.opened else []
    return cards


def _card_warnings(card: Card) -> list[str]:
    session, found = card.session, []
    if session.state is SessionState.CANCELLED:
        found.append(f"Cancelled since: {session.cancelled_because}")
    missing = session.supervisors_needed - len(card.supervisors)
    if missing > 0:
        found.append(f"{wording.plural(missing, 'supervisor')} missing")
    if card.expected < session.min_people:
        found.append(
            f"May fall short: {card.expected:.1f} expected, at least {session.min_people} needed"
        )
    if card.risk >= RISKY:
        found.append(f"{card.risk:.0%} chance that somebody must be stood down")
    return found


def left_out(row: RotaUnplaced) -> Left:
    """Return somebody who is not placed as the pages show them."""
    return Left(
        person_id=row.person_id,
        reason=REASONS.get(row.reason, row.reason),
        detail=row.detail,
        nearest=row.nearest or "",
        may_be_sought=row.may_be_sought,
    )


def _changes(db: Session, rota: Rota, cards: Mapping[int, Card], problem: Problem) -> list[Change]:
    """Return what publishing the rota would change, or what has changed since, by session."""
    kept = rota.state is not RotaState.DRAFT
    told = told_people, told_supervisors = board_queries.announced(db, cards, kept=kept)
    people_beside, supervisors_beside = standing_beside(rota, problem, told)
    people = people_beside.union(
        (key, each) for key, card in cards.items() for each in card.person_ids
    )
    duties = board_queries.duties_of(db, rota)
    supervisors = supervisors_beside.union((each.session_id, each.supervisor_id) for each in duties)
    if kept:
        told_people, people = people, told_people
        told_supervisors, supervisors = supervisors, told_supervisors
    called = board_queries.supervisor_names(db)
    found = []
    for session_id, card in cards.items():
        came = _at(session_id, supervisors - told_supervisors)
        went = _at(session_id, told_supervisors - supervisors)
        change = Change(
            session=card.session,
            people_added=_at(session_id, people - told_people),
            people_dropped=_at(session_id, told_people - people),
            supervisors_added=[called[each] for each in came],
            supervisors_dropped=[called[each] for each in went],
            supervisor_ids=frozenset({*came, *went}),
        )
        if change.people_added or change.people_dropped or change.supervisor_ids:
            found.append(change)
    return found


def _at(session_id: int, pairs: frozenset[tuple[int, int]]) -> list[int]:
    return sorted(other for each, other in pairs if each == session_id)


def in_order(people: Mapping[int, Person], person_ids: Sequence[int]) -> list[Person]:
    """Return people by family name, without those whose record is gone."""
    found = [people[each] for each in person_ids if each in people]
    return sorted(found, key=lambda one: (one.family_name, one.given_name, one.id))
