"""The worker process: Celery carries the bell, a sweep rings again for what was missed."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
import uuid
from typing import TYPE_CHECKING

from celery import Celery
from celery.signals import worker_ready, worker_shutting_down
from sqlalchemy.exc import SQLAlchemyError

from payback.core import audit_waiting, jobs
from payback.core.access import WORKER
from payback.core.answers.refreshing import catch_up
from payback.core.db import Database
from payback.core.errors import Busy

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.config import Config

log = logging.getLogger(__name__)

TASK = "payback.do"
SWEEP_SECONDS = 5.0
CATCH_UP_SECONDS = 1.0
CONCURRENCY = 4


def make_bell(config: Config) -> Celery:
    """Return the Celery application that carries job ids and nothing else."""
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


def ring_after_commit(database: Database, bell: Celery) -> None:
    """Ring the bell after each commit that wrote jobs; a dead broker only delays them."""

    def ring(db: Session) -> None:
        for job_id in db.info.pop("bells", []):
            try:
                bell.send_task(TASK, args=[job_id], retry=False)
            except Exception:  # the sweep rings again; the change itself is safe
                log.warning("the broker did not take a job", extra={"job_id": job_id})

    database.after_commit.append(ring)


def worker_name() -> str:
    """Return a name that no other worker has or had."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def run_worker(config: Config) -> None:
    """Run one worker process until it is told to stop."""
    database = Database(config.database_url)
    bell = make_bell(config)
    ring_after_commit(database, bell)
    owner = worker_name()
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
