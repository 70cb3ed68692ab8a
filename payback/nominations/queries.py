"""Reads of nominations for those who nominate."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from payback.core import clock
from payback.core.references import hash_secret, normalise_reference
from payback.nominations.models import (
    NEWS,
    EventKind,
    Nomination,
    NominationDraft,
    NominationEvent,
    NominationLink,
    NominationState,
    Photograph,
    RequestedItem,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

WHOLE = (
    joinedload(Nomination.area),
    joinedload(Nomination.project),
    selectinload(Nomination.criteria),
)
DECISIONS = frozenset({EventKind.APPROVED, EventKind.DECLINED})
DECIDED = (NominationState.APPROVED, NominationState.DECLINED)
RECENT = timedelta(days=365)


def draft_by_key(db: Session, key: str, *, lock: bool = False) -> NominationDraft | None:
    """Return the draft of a browser unless it has expired.

    Parameters
    ----------
    key
        The secret in the browser's cookie.
    lock
        Whether to keep others from changing it until the commit.
    """
    query = select(NominationDraft).where(
        NominationDraft.key_hash == hash_secret(key), NominationDraft.expires_at > clock.now()
    )
    return db.scalar(query.with_for_update() if lock else query)


def draft_locked(db: Session, draft_id: int) -> NominationDraft | None:
    """Return a draft as it now is, and keep others from changing it until the commit."""
    return db.scalar(
        select(NominationDraft)
        .where(NominationDraft.id == draft_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def expired_drafts(db: Session) -> Sequence[NominationDraft]:
    """Return the drafts whose time is over, oldest first."""
    return db.scalars(
        select(NominationDraft)
        .where(NominationDraft.expires_at <= clock.now())
        .order_by(NominationDraft.expires_at, NominationDraft.id)
        .limit(100)
    ).all()


def photographs_of_draft(db: Session, draft_id: int) -> Sequence[Photograph]:
    """Return the pictures of a draft that has not been sent, in order."""
    return db.scalars(
        select(Photograph)
        .where(Photograph.draft_id == draft_id, Photograph.nomination_id.is_(None))
        .order_by(Photograph.id)
    ).all()


def nomination_by_link(db: Session, reference: str, secret: str) -> Nomination | None:
    """Return the nomination that a secret link leads to.

    One query, the same for a right, a wrong and an unknown link. The secret is searched by its
    hash, so that the time tells nothing about it.
    """
    return db.scalar(
        select(Nomination)
        .join(NominationLink, NominationLink.nomination_id == Nomination.id)
        .where(
            NominationLink.secret_hash == hash_secret(secret),
            Nomination.reference == reference,
        )
        .options(*WHOLE)
    )


def links_of(db: Session, nomination_id: int) -> Sequence[NominationLink]:
    """Return the secret links that lead to a nomination, in the order they were sent."""
    return db.scalars(
        select(NominationLink)
        .where(NominationLink.nomination_id == nomination_id)
        .order_by(NominationLink.id)
    ).all()


def nomination_by_reference(db: Session, reference: str, email: str) -> Nomination | None:
    """Return the nomination of a reference as somebody typed it, if the address is its own."""
    return db.scalar(
        select(Nomination).where(
            Nomination.reference == normalise_reference(reference),
            func.lower(Nomination.email) == email.strip().lower(),
            Nomination.email != "",
        )
    )


def nomination_by_id(db: Session, nomination_id: int) -> Nomination:
    """Return a nomination with its area, project and criteria."""
    return db.scalars(
        select(Nomination).where(Nomination.id == nomination_id).options(*WHOLE)
    ).one()


def history_of(
    db: Session, nomination_id: int, *, notes: bool = False
) -> Sequence[NominationEvent]:
    """Return what happened to a nomination, newest first; internal notes only if asked for."""
    query = select(NominationEvent).where(NominationEvent.nomination_id == nomination_id)
    if not notes:
        query = query.where(NominationEvent.kind != EventKind.NOTE)
    return db.scalars(query.order_by(NominationEvent.at.desc(), NominationEvent.id.desc())).all()


def public_history(db: Session, nomination_id: int, decided_id: int) -> list[NominationEvent]:
    """Return what a nominator may read of the past, newest first.

    Parameters
    ----------
    decided_id
        The nomination that this one was joined with, else the same: the decision on it and the
        news of its work count for both.
    """
    own = history_of(db, nomination_id)
    shared = () if decided_id == nomination_id else history_of(db, decided_id)
    both = [*own, *(each for each in shared if each.kind in NEWS | DECISIONS)]
    return sorted(both, key=lambda each: (each.at, each.id), reverse=True)


def approved_for_project(db: Session, project_id: int, *, lock: bool = False) -> Nomination | None:
    """Return the approved nomination that became a project.

    Parameters
    ----------
    lock
        Whether to keep others from noting its news until the commit.
    """
    query = select(Nomination).where(
        Nomination.project_id == project_id, Nomination.state == NominationState.APPROVED
    )
    return db.scalar(query.with_for_update() if lock else query)


def news_of(db: Session, nomination_id: int) -> Sequence[NominationEvent]:
    """Return what has happened to the work of a nomination, newest first."""
    return db.scalars(
        select(NominationEvent)
        .where(NominationEvent.nomination_id == nomination_id, NominationEvent.kind.in_(NEWS))
        .order_by(NominationEvent.id.desc())
    ).all()


def nomination_locked(db: Session, nomination_id: int) -> Nomination | None:
    """Return a nomination as it now is, and keep others from changing it until the commit."""
    return db.scalar(
        select(Nomination)
        .where(Nomination.id == nomination_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def event_locked(db: Session, event_id: int) -> NominationEvent | None:
    """Return an event, and keep others from telling it until the commit."""
    return db.scalar(
        select(NominationEvent)
        .where(NominationEvent.id == event_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def items_of(db: Session, nomination_id: int) -> Sequence[RequestedItem]:
    """Return what the nominator was asked, in order."""
    return db.scalars(
        select(RequestedItem)
        .where(RequestedItem.nomination_id == nomination_id)
        .order_by(RequestedItem.id)
    ).all()


def photographs_of(db: Session, nomination_id: int) -> Sequence[Photograph]:
    """Return the pictures of a nomination, in order."""
    return db.scalars(
        select(Photograph).where(Photograph.nomination_id == nomination_id).order_by(Photograph.id)
    ).all()


def released_photograph(db: Session, name: str) -> Photograph | None:
    """Return a picture that staff have released to the public."""
    return db.scalar(select(Photograph).where(Photograph.name == name, Photograph.released))


def decision_times(db: Session) -> list[tuple[date, date]]:
    """Return the days of arrival and decision of every nomination decided in the last year."""
    rows = db.execute(
        select(Nomination.submitted_at, Nomination.decided_at)
        .where(Nomination.state.in_(DECIDED), Nomination.decided_at > clock.now() - RECENT)
        .order_by(Nomination.id)
    )
    return [
        (clock.in_london(arrived).date(), clock.in_london(decided).date())
        for arrived, decided in rows
        if decided is not None
    ]


def sent_photographs_of_draft(db: Session, draft_id: int) -> Sequence[Photograph]:
    """Return the pictures of a draft that now belong to a nomination."""
    return db.scalars(
        select(Photograph)
        .where(Photograph.draft_id == draft_id, Photograph.nomination_id.is_not(None))
        .order_by(Photograph.id)
    ).all()
