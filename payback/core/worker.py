"""The worker process: it hears the bell, and a sweep rings again for what was missed."""

from __future__ import annotations

import contextlib
import logging
import threading
import uuid
from typing import TYPE_CHECKING

from celery.signals import worker_ready, worker_shutting_down
from sqlalchemy.exc import SQLAlchemyError

from payback.core import audit_waiting, jobs
from payback.core.access import WORKER
from payback.core.answers.refreshing import catch_up
from payback.core.bell import TASK, make_bell, ring_after_commit
from payback.core.db import Database
from payback.core.errors import Busy

if TYPE_CHECKING:
    from celery import Celery

    from payback.config import Config

log = logging.getLogger(__name__)

SWEEP_SECONDS = 5.0
CATCH_UP_SECONDS = 1.0
CONCURRENCY = 4


def run_worker(config: Config) -> None:
    """Run one worker process until it is told to stop."""
    database = Database(config.database_url)
    bell = make_bell(config)
    ring_after_commit(database, lambda: bell)
    owner = jobs.worker_name()
    ending = threading.Event()

    @bell.task(name=TASK)
    def do(job_id: int) -> None:
        jobs.run(database, config, job_id, owner)

    def start_sweep(**_: object) -> None:
        sweep = (database, bell, config, owner, ending)
        threading.Thread(target=_sweep, args=sweep, daemon=True).start()
        threading.Thread(target=_catch_up, args=(database, ending), daemon=True).start()

    def stop_work(**_: object) -> None:
        ending.set()
        jobs.release_all()

    worker_ready.connect(start_sweep, weak=False)
    worker_shutting_down.connect(stop_work, weak=False)
    try:
        bell.worker_main(
            [
                "--quiet",
                "worker",
                "--pool=threads",
                f"--concurrency={CONCURRENCY}",
                f"--loglevel={config.log_level}",
                f"--hostname=payback-{uuid.uuid4().hex[:8]}@%h",
                "--without-gossip",
                "--without-mingle",
                "--without-heartbeat",
            ]
        )
    finally:
        with contextlib.suppress(SQLAlchemyError, Busy), database.transaction(WORKER) as db:
            jobs.say_gone(db, owner)
        database.close()


def _sweep(
    database: Database, bell: Celery, config: Config, owner: str, ending: threading.Event
) -> None:
    while not ending.is_set():
        try:
            audit_waiting.take_in(database, config.data_dir)
            with database.transaction(WORKER) as db:
                jobs.say_alive(db, owner)
                due = jobs.due_job_ids(db, jobs.HANDLERS)
            for job_id in due:
                bell.send_task(TASK, args=[job_id], retry=False)
            jobs.begin_daily(database)
        except Exception:
            log.warning("the sweep failed; it tries again", exc_info=True)
        ending.wait(SWEEP_SECONDS)


def _catch_up(database: Database, ending: threading.Event) -> None:
    """Keep answers ready; while this fails, pages work them out and are slower."""
    pause = CATCH_UP_SECONDS
    while not ending.wait(pause):
        try:
            catch_up(database, ending)
            pause = CATCH_UP_SECONDS
        except Exception:
            log.warning("answers could not be kept; it is tried again", exc_info=True)
            pause = SWEEP_SECONDS
