"""``/health``: are database, worker and mail well? Says no more than that to strangers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, jsonify
from sqlalchemy import func, select

from payback.core import clock, jobs
from payback.core.access import public
from payback.core.jobs import Job, JobState
from payback.core.web import reading

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

blueprint = Blueprint("health", __name__)

LATE = timedelta(minutes=2)
RECENT = timedelta(hours=24)


@blueprint.get("/health")
@public
def show_health() -> ResponseReturnValue:
    """Answer 200 when all is well and 503 when something is not, with a word for each part."""
    try:
        parts = {"database": "well", **_job_health(reading())}
    except Exception:  # whatever is wrong with it, the answer is the same
        parts = {"database": "not reachable", "worker": "unknown", "mail": "unknown"}
    well = all(state == "well" for state in parts.values())
    return jsonify({"status": "well" if well else "not well", **parts}), 200 if well else 503


def _worker_health(db: Session, waiting: Select[int]) -> str:
    if not jobs.workers_alive(db):
        return "not running"
    return "late" if db.execute(waiting).scalar_one() else "well"


def _job_health(db: Session) -> dict[str, str]:
    now = clock.now()
    waiting = select(func.count()).where(Job.state == JobState.QUEUED, Job.due_at < now - LATE)
    failed = select(func.count()).where(
        Job.state == JobState.FAILED, Job.kind == "mail", Job.ended_at > now - RECENT
    )
    return {
        "worker": _worker_health(db, waiting),
        "mail": "failing" if db.execute(failed).scalar_one() else "well",
    }
