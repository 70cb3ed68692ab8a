"""Mail by SMTP: protected or not at all, unless the settings say so; tried again if refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from payback.config import MailBackend
from payback.core import clock, jobs
from payback.core.access import COMMAND_LINE, WORKER, Role
from payback.core.jobs import Job, JobState
from payback.notifications.service import post
from tests.support.certificates import Authority, an_authority
from tests.support.mail_server import MailServer

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

UNPROTECTED = "The mail server offers no protected connection that can be trusted"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return an_authority(tmp_path_factory.mktemp("certificates") / "ours")


def send_one(database: Database, config: Config, server: MailServer, **changes: object) -> Job:
    setting = replace(config, mail=MailBackend.SMTP, smtp_url=server.url, **changes)  # type: ignore[arg-type]
    with database.transaction(COMMAND_LINE) as db:
        message = post(
            db,
            recipient="nominator@example.org",
            subject="Your nomination",
            body="We have received it.\n",
            about_kind="nominations",
            about_id=1,
        )
        assert message.job_id is not None
    jobs.run(database, setting, message.job_id, "one")
    with database.reading() as db:
        return db.execute(select(Job)).scalar_one()


@pytest.mark.parametrize("offers_starttls", [True, False])
def test_a_message_and_its_password_travel_under_tls(
    database: Database, config: Config, authority: Authority, offers_starttls: bool
) -> None:
    with MailServer(certificate=authority.server, offers_starttls=offers_starttls) as server:
        job = send_one(database, config, server, smtp_ca_file=str(authority.trusted))
    assert job.state is JobState.DONE
    assert any(line.startswith(b"AUTH") for line in server.heard)
    assert "We have received it." in server.received[0]
    plainly = {line.split()[0].upper() for line in server.overheard}
    assert plainly <= {b"EHLO", b"STARTTLS"}


@pytest.mark.parametrize("offers_starttls", [True, False])
def test_a_server_whose_certificate_nobody_vouches_for_is_told_nothing(
    database: Database, config: Config, authority: Authority, offers_starttls: bool
) -> None:
    with MailServer(certificate=authority.server, offers_starttls=offers_starttls) as server:
        job = send_one(database, config, server)
    assert job.state is JobState.QUEUED
    assert (job.failure or "").startswith(UNPROTECTED)
    assert server.received == []
    assert not any(line.startswith((b"AUTH", b"MAIL")) for line in server.heard)


def test_a_server_without_tls_is_told_nothing(database: Database, config: Config) -> None:
    with MailServer() as server:
        job = send_one(database, config, server)
    assert job.state is JobState.QUEUED
    assert (job.failure or "").startswith(UNPROTECTED)
    assert not any(line.startswith((b"AUTH", b"MAIL")) for line in server.heard)


def test_mail_goes_unprotected_only_where_a_setting_says_so(
    database: Database, config: Config
) -> None:
    with MailServer() as server:
        job = send_one(database, config, server, smtp_without_tls=True)
    assert job.state is JobState.DONE
    assert "We have received it.\r\n" in server.received[0]


def test_a_mail_server_that_refuses_is_asked_again(database: Database, config: Config) -> None:
    with MailServer(refuses="MAIL") as server:
        job = send_one(database, config, server, smtp_without_tls=True)
    assert job.state is JobState.QUEUED
    assert (job.failure or "").startswith("The mail server did not take it")
    assert "nominator" not in (job.failure or "")


def test_a_mail_server_that_is_away_is_asked_again(database: Database, config: Config) -> None:
    with MailServer() as server:
        pass
    assert send_one(database, config, server).state is JobState.QUEUED


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "state"), [("550 nominator@example.org?", "failed"), ("450 busy", "queued")]
)
def test_only_a_refusal_for_good_gives_a_message_up(
    command: str, answer: str, state: str, database: Database, config: Config
) -> None:
    with MailServer(refuses=command, refusal=answer) as server:
        job = send_one(database, config, server, smtp_without_tls=True)
    assert job.state == state
    assert answer[:3] in (job.failure or "")
    assert "nominator" not in (job.failure or "")


@pytest.mark.parametrize("command", ["EHLO", "AUTH"])
def test_a_server_that_lets_nobody_in_may_do_so_tomorrow(
    command: str, database: Database, config: Config
) -> None:
    with MailServer(refuses=command, refusal="535 who are you?") as server:
        job = send_one(database, config, server, smtp_without_tls=True)
    assert job.state is JobState.QUEUED


def test_mail_that_nobody_takes_for_two_days_is_given_up_and_administrators_are_told(
    database: Database, config: Config, signed_in: Callable[[Role], Client]
) -> None:
    with MailServer() as server:
        setting = replace(config, mail=MailBackend.SMTP, smtp_url=server.url, smtp_without_tls=True)
    first_page, told = "/accounts", "1 message was given up in the last 7 days."
    administrator = signed_in(Role.ADMINISTRATOR)
    job_id, waited = send_one(database, config, server, smtp_without_tls=True).id, timedelta()
    while True:
        with database.transaction(WORKER) as db:
            job = db.get_one(Job, job_id)
            if job.ended:
                break
            assert job.state is JobState.QUEUED
            waited += job.due_at - clock.now()
            job.due_at = clock.now() - timedelta(minutes=1)
        assert jobs.run(database, setting, job_id, "one")
    assert job.state is JobState.FAILED
    assert timedelta(days=2) - timedelta(minutes=1) <= waited < timedelta(days=2, hours=1)
    administrator.get_page(first_page)
    assert told in administrator.words
    coordinator = signed_in(Role.COORDINATOR)
    coordinator.get_page("/nominations/inbox")
    assert "given up" not in coordinator.words
    administrator.get_page("/service-state")
    assert "The mail server did not take it" in administrator.words
    with MailServer() as server:
        administrator.send("/service-state/retry", {}, status=200)
        jobs.run(database, replace(setting, smtp_url=server.url), job_id, "one")
    assert len(server.received) == 1
    administrator.get_page(first_page)
    assert "given up" not in administrator.words


def test_mail_outlives_a_mail_server_that_is_away_for_a_day(
    database: Database, config: Config
) -> None:
    with MailServer() as server:
        setting = replace(config, mail=MailBackend.SMTP, smtp_url=server.url, smtp_without_tls=True)
    job_id = send_one(database, config, server, smtp_without_tls=True).id
    waited = timedelta()
    while waited < timedelta(days=1):
        with database.transaction(WORKER) as db:
            waited += db.get_one(Job, job_id).due_at - clock.now()
            db.execute(update(Job).values(due_at=clock.now() - timedelta(minutes=1)))
        assert jobs.run(database, setting, job_id, "one")
    with database.transaction(WORKER) as db:
        db.execute(update(Job).values(due_at=clock.now() - timedelta(minutes=1)))
    with MailServer() as server:
        jobs.run(database, replace(setting, smtp_url=server.url), job_id, "one")
    with database.reading() as db:
        assert db.get_one(Job, job_id).state is JobState.DONE
    assert len(server.received) == 1
