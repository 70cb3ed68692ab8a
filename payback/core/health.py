"""``/health``: are database, files, worker and mail well? Says no more than that to strangers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, jsonify
from sqlalchemy import func, select

from payback.core import clock, jobs, parts
from payback.core.access import public
from payback.core.errors import Away
from payback.core.jobs import Job, JobState
from payback.core.storage import state_of_storage
from payback.core.web import reading, services

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

blueprint = Blueprint("health", __name__)

LATE = timedelta(minutes=2)
RECENT = timedelta(hours=24)
DELAYED = timedelta(minutes=10)
LOOK_AGAIN = str(Away.retry_after_seconds)


@blueprint.get("/health")
@public
def show_health() -> ResponseReturnValue:
    """Answer 200 when all is well and 503 when something is not, with a word for each part.

    Where one command runs web server and worker, it also says how often each was started
    again today; that alone does not make it unwell.
    """
    siblings = parts.siblings(services().config)
    found = _states() | {"files": state_of_storage(services().config)}
    found |= {name: "restarting" for name, part in siblings.items() if not part.running}
    well = all(state == "well" for state in found.values())
    body: dict[str, object] = {"status": "well" if well else "not well", **found}
    if siblings:
        body["restarts_today"] = {name: part.restarts_today for name, part in siblings.items()}
    return (jsonify(body), 200) if well else (jsonify(body), 503, {"Retry-After": LOOK_AGAIN})


def _states() -> dict[str, str]:
    unknown = {"worker": "unknown", "mail": "unknown"}
    try:
        services().require_usable()
        return {"database": "well", **_job_health(reading())}
    except Away as away:
        return {"database": away.found, **unknown}
    except Exception:  # whatever is wrong with it, the answer is the same
        return {"database": "not reachable", **unknown}


def _worker_health(db: Session, waiting: Select[int]) -> str:
    if not jobs.workers_alive(db):
        return "not running"
    return "late" if db.execute(waiting).scalar_one() else "well"


def _job_health(db: Session) -> dict[str, str]:
    now = clock.now()
    waiting = select(func.count()).where(Job.state == JobState.QUEUED, Job.due_at < now - LATE)
    return {
        "worker": _worker_health(db, waiting),
        "mail": _mail_health(db),
    }


def _mail_health(db: Session) -> str:
    """Tell messages given up today, then messages refused so far that will be tried again."""
    now = clock.now()
    mail = select(func.count()).where(Job.kind == "mail")
    given_up = mail.where(Job.state == JobState.FAILED, Job.ended_at > now - RECENT)
    if db.execute(given_up).scalar_one():
        return "failing"
    refused = mail.where(jobs.refused_so_far(), Job.created_at < now - DELAYED)
    return "delayed" if db.execute(refused).scalar_one() else "well"
