"""The bell: a Celery application that tells whichever worker is awake the id of a job."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from celery import Celery
    from sqlalchemy.orm import Session

    from payback.config import Config
    from payback.core.db import Database

log = logging.getLogger(__name__)

TASK = "payback.do"


def make_bell(config: Config) -> Celery:
    """Return the Celery application that carries job ids and nothing else."""
    from celery import Celery  # slow to load, and most commands and tests ring for nobody

    bell = Celery("payback", set_as_current=False)
    bell.conf.update(
        broker_url=config.broker_url or "filesystem://localhost//",
        task_ignore_result=True,
        task_default_queue="payback",
        task_acks_late=False,
        broker_connection_retry_on_startup=True,
        broker_connection_timeout=3,
        worker_hijack_root_logger=False,
        worker_prefetch_multiplier=1,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
        accept_content=["json"],
    )
    if not config.broker_url:
        bell.conf.broker_transport_options = _folders(config)
    return bell


def _folders(config: Config) -> dict[str, str]:
    folders = {}
    for name in ("queue", "control"):
        folder = config.data_dir / "broker" / name
        folder.mkdir(parents=True, exist_ok=True)
        folders[name] = str(folder)
    return {
        "data_folder_in": folders["queue"],
        "data_folder_out": folders["queue"],
        "control_folder": folders["control"],
    }


def ring_after_commit(database: Database, bell: Callable[[], Celery]) -> None:
    """Ring the bell after each commit that wrote jobs; a dead broker only delays them.

    Parameters
    ----------
    bell
        Returns the bell; asked when there is something to ring for.
    """

    def ring(db: Session) -> None:
        for job_id in db.info.pop("bells", []):
            try:
                bell().send_task(TASK, args=[job_id], retry=False)
            except Exception:  # the sweep rings again; the change itself is safe
                log.warning("the broker did not take a job", extra={"job_id": job_id})

    database.after_commit.append(ring)
