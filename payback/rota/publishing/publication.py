"""Publishing a rota: its bookings become appointments, its duties become duties, once.

Everything happens in the caller's transaction, with the rows of the area locked. The rota is
checked again against the rows as they are now; what has changed since is said, and then nothing
is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from payback.areas.models import Area
from payback.core import clock, wording
from payback.core.errors import Conflict, NotFound, RuleBroken
from payback.diary.filling import Filling, fill_sessions
from payback.diary.nomination_starts import note_starts
from payback.rota import queries
from payback.rota.draft.beside import note_beside
from payback.rota.draft.board import board_of
from payback.rota.models import Rota, RotaState, SolutionStatus
from payback.rota.problem.keys import row_id
from payback.rota.publishing import staleness
from payback.rota.publishing.lacks import lacks_of, seen_as
from payback.rota.publishing.last_look import require_unbroken
from payback.rota.publishing.letters import tell_supervisors
from payback.rota.rules import last_day

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.core.access import Actor
    from payback.rota.publishing.said import Said
    from payback.rota.publishing.staleness import CurrentWeek


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Why somebody publishes although something is lacking, and what of that they have seen."""

    reason: str = ""
    seen: str = ""


def publish(
    db: Session, rota_id: int, actor: Actor, *, version: str, address: str, word: Word
) -> int | None:
    """Publish a draft, unless its week has changed since.

    Parameters
    ----------
    rota_id
        The draft, in one of the actor's areas.
    version
        The version of the draft that the reader has seen.
    address
        Where a supervisor finds their sessions, for the mail.
    word
        Asked for where the week would lack something; the reason is kept with the rota.

    Returns
    -------
    How many supervisors are written to; ``None`` if something has changed since the draft was made
    (`staleness.current_week` says what), and nothing is published.

    Raises
    ------
    NotFound
        If there is no such rota in the actor's areas.
    Conflict
        If it is no draft any more, another rota of its week was published meanwhile, or what was
        written would be a break at once.
    RuleBroken
        Naming ``reason``, if something is lacking and no word was given for it.
    """
    rota = _locked(db, rota_id, actor)
    _require_draft(db, rota, version)
    current = staleness.current_week(db, rota)
    if current.stopping:
        return None
    lacks = lacks_of(db, rota, board_of(db, rota), current)
    _require_word(lacks, word)
    changed = fill_sessions(db, _wanted(current))
    require_unbroken(db, current.free_session_ids)
    note_beside(db, rota, [row_id(each.id) for each in current.problem.sessions])
    _supersede(db, rota)
    rota.state = RotaState.PUBLISHED
    rota.published_at = clock.now()
    rota.published_by_id = actor.account_id
    rota.published_despite = word.reason if lacks else ""
    db.flush()
    note_starts(db, rota.area_id, rota.week_on, last_day(rota.week_on))
    return tell_supervisors(db, rota, changed.added, changed.removed, address)


def _require_word(lacks: list[Said], word: Word) -> None:
    if not lacks:
        return
    if word.seen != seen_as(lacks):
        raise RuleBroken("reason", "What this week lacks has changed. Read it again")
    if not word.reason:
        raise RuleBroken("reason", "Enter why you publish it although something is lacking")


def _wanted(current: CurrentWeek) -> Filling:
    """Return who is wanted where; sessions announced for good stay as they are."""
    opened = current.solution.sessions
    return Filling(
        session_ids=frozenset(current.free_session_ids),
        people={row_id(each.session): frozenset(map(row_id, each.people)) for each in opened},
        supervisors={
            row_id(each.session): frozenset(map(row_id, each.supervisors)) for each in opened
        },
        requirement_ids=current.requirement_ids,
    )


def _locked(db: Session, rota_id: int, actor: Actor) -> Rota:
    """Return the rota; nobody else can plan or publish in its area until the commit."""
    area_id = db.scalars(
        select(Rota.area_id).where(Rota.id == rota_id, actor.within(Rota.area_id))
    ).one_or_none()
    if area_id is None:
        raise NotFound
    db.execute(select(Area.id).where(Area.id == area_id).with_for_update())
    return db.scalars(
        select(Rota)
        .where(Rota.id == rota_id)
        .options(
            joinedload(Rota.area),
            joinedload(Rota.published_by),
            undefer(Rota.problem),
            undefer(Rota.solution),
        )
        .execution_options(populate_existing=True)
    ).one()


def _require_draft(db: Session, rota: Rota, version: str) -> None:
    if rota.state is RotaState.PUBLISHED and rota.published_at:
        raise Conflict(f"{_published_by(rota)} Nothing more was done.")
    published = queries.published_rota(db, rota.area_id, rota.week_on)
    if (
        rota.state is RotaState.SUPERSEDED
        or (published.id if published else None) != rota.replaces_id
    ):
        by = f" {_published_by(published)}" if published else ""
        raise Conflict(
            "Another rota of this week has taken the place of this draft."
            f"{by} Plan the week again to start from it."
        )
    if rota.state is not RotaState.DRAFT:
        raise Conflict(f"This rota is {rota.state.value}, so it cannot be published.")
    if rota.status is SolutionStatus.INFEASIBLE:
        raise Conflict("This draft holds no rota that could be published.")
    rota.require_version(version)


def _published_by(rota: Rota) -> str:
    who = rota.published_by.name if rota.published_by else "the command line"
    at = clock.in_london(rota.published_at or clock.now())
    return f"{who} published it on {wording.date(at.date())} at {wording.time(at.time())}."


def _supersede(db: Session, rota: Rota) -> None:
    """Mark the rota published before, and every other draft of the week, as superseded."""
    now = clock.now()
    others = db.scalars(
        select(Rota)
        .where(Rota.area_id == rota.area_id, Rota.week_on == rota.week_on, Rota.id != rota.id)
        .where(Rota.state.in_((RotaState.DRAFT, RotaState.PUBLISHED)))
        .order_by(Rota.id)
    )
    for other in others:
        other.state = RotaState.SUPERSEDED
        other.superseded_at = now
    db.flush()
