"""``payback work`` as a process, with each kind of broker: no work is lost, none is done twice."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest
from kombu import Connection
from sqlalchemy import select, update

from payback.config import Config, MailBackend
from payback.core import clock
from payback.core.access import COMMAND_LINE
from payback.core.answers import stale_of
from payback.core.bell import make_bell, ring_after_commit
from payback.core.db import Database
from payback.core.jobs import Job, JobState
from payback.diary.breaks.kept import BREAKS
from payback.diary.breaks.models import SessionBreaks
from payback.notifications.service import post
from tests.support.builders import a_project, a_session
from tests.support.mail_server import MailServer
from tests.support.requirements import skip_or_fail
from tests.support.running import ROOT, clean_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BROKERS = {
    "embedded": None,
    "rabbitmq": "amqp://guest:guest@127.0.0.1:5672//",
    "redis": "redis://127.0.0.1:6379/9",
}
PATIENCE_SECONDS = 90.0


@contextmanager
def a_worker(config: Config) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker process for a block."""
    environment = clean_environment(
        PAYBACK_MODE="test",
        PAYBACK_SECRET_KEY=config.secret_key,
        PAYBACK_DATA_DIR=str(config.data_dir),
        DATABASE_URL=config.database_url,
        PAYBACK_MAIL=config.mail.value,
        PAYBACK_SMTP_URL=config.smtp_url,
        PAYBACK_SMTP_WITHOUT_TLS="yes" if config.smtp_without_tls else "no",
        PAYBACK_BROKER_URL=config.broker_url or "",
    )
    with (config.data_dir / "worker.log").open("ab") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "payback", "work"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        yield worker
    finally:
        worker.terminate()
        try:
            worker.wait(20)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def posted(database: Database, config: Config) -> int:
    """Post a message as the web server would, and return its job."""
    if not database.after_commit:
        ring_after_commit(database, cache(lambda: make_bell(config)))
    with database.transaction(COMMAND_LINE) as db:
        message = post(
            db,
            recipient="resident@example.org",
            subject="Your nomination",
            body="We have received it.\n",
            about_kind="nominations",
            about_id=1,
        )
        assert message.job_id is not None
        return message.job_id


def job_of(database: Database, job_id: int) -> Job:
    with database.reading() as db:
        return db.get_one(Job, job_id)


def wait_for(what: Callable[[], bool], sentence: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < deadline, sentence
        time.sleep(0.05)


def require_broker(url: str | None, name: str) -> None:
    """Skip, or fail in CI, if a broker does not answer."""
    if url is None:
        return
    try:
        with Connection(url, connect_timeout=2) as connection:
            connection.ensure_connection(max_retries=1, timeout=3)
    except Exception:
        skip_or_fail(f"The {name} tests are skipped: start {name} so that {url} answers.")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_posted_message_becomes_a_file_and_the_worker_ends_when_told(
    database: Database, config: Config
) -> None:
    with a_worker(config) as worker:
        job_id = posted(database, config)
        wait_for(lambda: job_of(database, job_id).ended, "no worker did the job")
        worker.terminate()
        assert worker.wait(20) == 0
    assert job_of(database, job_id).state is JobState.DONE
    (file,) = (config.data_dir / "mail").glob("*.eml")
    assert "We have received it." in file.read_text()


@pytest.mark.parametrize(
    ("broker", "database_url"),
    [
        ("embedded", "sqlite"),
        pytest.param("rabbitmq", "postgresql", marks=pytest.mark.postgres),
        pytest.param("redis", "postgresql", marks=pytest.mark.postgres),
    ],
    indirect=["database_url"],
)
def test_another_worker_finishes_what_a_killed_one_had_begun_and_once_only(
    broker: str, database: Database, config: Config
) -> None:
    require_broker(BROKERS[broker], broker)
    with ExitStack() as open_things:
        mail = open_things.enter_context(MailServer(waits=True))
        config = replace(
            config,
            broker_url=BROKERS[broker],
            mail=MailBackend.SMTP,
            smtp_url=mail.url,
            smtp_without_tls=True,
        )
        first = open_things.enter_context(a_worker(config))
        job_id = posted(database, config)
        assert mail.somebody_connected.wait(PATIENCE_SECONDS), "no worker began the job"
        first.kill()
        first.wait()
        left = job_of(database, job_id)
        assert left.state is JobState.RUNNING
        assert not mail.received

        let_the_lease_run_out(database, job_id)
        mail.may_answer.set()
        open_things.enter_context(a_worker(config))
        wait_for(lambda: job_of(database, job_id).ended, "nobody took the job over")

    done = job_of(database, job_id)
    assert (done.state, done.attempt) == (JobState.DONE, 2)
    assert done.owner != left.owner
    assert len(mail.received) == 1
    assert "Subject: Your nomination" in mail.received[0]


@pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
    indirect=True,
)
def test_a_worker_keeps_up_with_what_changes(database: Database, config: Config) -> None:
    def is_kept() -> bool:
        with database.reading() as db:
            return not stale_of(db, BREAKS)

    with database.transaction(COMMAND_LINE) as db:
        bare = a_session(db, a_project(db), on=clock.today() + timedelta(days=2), state="open")
    assert not is_kept()
    with a_worker(config):
        wait_for(is_kept, "the worker kept nothing")
        with database.transaction(COMMAND_LINE) as db:
            a_session(db, a_project(db), on=bare.on, state="open")
        wait_for(is_kept, "the worker did not catch up")
        with database.reading() as db:
            assert len(db.scalars(select(SessionBreaks.session_id)).all()) == 2


def let_the_lease_run_out(database: Database, job_id: int) -> None:
    """Set the clock of a lease forward, instead of waiting for it."""
    long_ago = clock.now() - timedelta(hours=1)
    with database.transaction(COMMAND_LINE) as db:
        db.execute(update(Job).where(Job.id == job_id).values(lease_until=long_ago))
