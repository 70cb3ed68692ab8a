"""Reads of the audit trail and of jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from payback.accounts.models import Account
from payback.core.audit import AuditEvent
from payback.core.jobs import Job, JobState, refused_so_far

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which lines of the trail to show; what is empty or ``None`` does not narrow."""

    record_kind: str = ""
    record_id: int | None = None
    account_id: int | None = None
    since: datetime | None = None
    before: datetime | None = None


def count_events(db: Session, narrowed: AuditFilter) -> int:
    """Return how many lines of the trail a filter lets through."""
    number: int = db.execute(_narrow(select(func.count(AuditEvent.id)), narrowed)).scalar_one()
    return number


def events(
    db: Session, narrowed: AuditFilter, *, limit: int, offset: int
) -> Sequence[Row[AuditEvent, str | None]]:
    """Return lines of the trail with the e-mail address of each account, newest first."""
    query = _narrow(select(AuditEvent, Account.email), narrowed).outerjoin(
        Account, AuditEvent.account_id == Account.id
    )
    return db.execute(query.order_by(AuditEvent.id.desc()).limit(limit).offset(offset)).all()


def record_kinds(db: Session) -> Sequence[str]:
    """Return the kinds of record that the trail tells of, in order."""
    kind = AuditEvent.record_kind
    return db.execute(select(kind).distinct().order_by(kind)).scalars().all()


def job_counts(db: Session) -> Sequence[Row[str, JobState, int, datetime]]:
    """Return kind, state, number and oldest due instant of the jobs, by kind and state."""
    query = select(Job.kind, Job.state, func.count(Job.id), func.min(Job.due_at))
    return db.execute(query.group_by(Job.kind, Job.state).order_by(Job.kind, Job.state)).all()


def failed_jobs(db: Session, limit: int = 100) -> Sequence[Job]:
    """Return the jobs that have failed, newest first."""
    query = select(Job).where(Job.state == JobState.FAILED)
    return db.execute(query.order_by(Job.ended_at.desc(), Job.id).limit(limit)).scalars().all()


def given_up_since(db: Session, since: datetime) -> dict[str, int]:
    """Return how many jobs of each kind have failed since an instant, and were not done again."""
    query = select(Job.kind, func.count(Job.id)).where(
        Job.state == JobState.FAILED, Job.ended_at >= since
    )
    return {kind: number for kind, number in db.execute(query.group_by(Job.kind))}


def waiting_jobs(db: Session, limit: int = 100) -> Sequence[Job]:
    """Return the jobs that went wrong and are tried again by themselves, soonest first."""
    query = select(Job).where(refused_so_far()).order_by(Job.due_at, Job.id)
    return db.execute(query.limit(limit)).scalars().all()


def _narrow(query: Select, narrowed: AuditFilter) -> Select:  # type: ignore[type-arg]
    if narrowed.record_kind:
        query = query.where(AuditEvent.record_kind == narrowed.record_kind)
    if narrowed.record_id is not None:
        query = query.where(AuditEvent.record_id == narrowed.record_id)
    if narrowed.account_id is not None:
        query = query.where(AuditEvent.account_id == narrowed.account_id)
    if narrowed.since is not None:
        query = query.where(AuditEvent.at >= narrowed.since)
    if narrowed.before is not None:
        query = query.where(AuditEvent.at < narrowed.before)
    return query
