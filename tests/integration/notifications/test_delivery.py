"""Mail leaves through files, a mail server or GOV.UK Notify, once, and is tried again."""

from __future__ import annotations

import email
import json
import threading
from contextlib import contextmanager
from dataclasses import replace
from email import policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from sqlalchemy import select

from payback.config import MailBackend
from payback.core import clock, jobs
from payback.core.access import COMMAND_LINE
from payback.core.jobs import Job, JobState
from payback.notifications.deliver import CARRIERS
from payback.notifications.models import OutboxMessage
from payback.notifications.redaction import GONE, NO_LINK
from payback.notifications.service import post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payback.config import Config
    from payback.core.db import Database

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"test-{SERVICE}-{SECRET}"


def post_one(database: Database) -> int:
    with database.transaction(COMMAND_LINE) as db:
        message = post(
            db,
            recipient="nominator@example.org",
            subject="Your nomination\r\nBcc: evil@example.org",
            body="We have received it.\n",
            about_kind="nominations",
            about_id=1,
        )
        assert message.job_id is not None
        return message.job_id


def the_job(database: Database) -> Job:
    with database.reading() as db:
        return db.execute(select(Job)).scalar_one()


def test_a_message_becomes_one_file_and_no_header_can_be_added(
    database: Database, config: Config
) -> None:
    job_id = post_one(database)
    jobs.run(database, config, job_id, "one")
    jobs.run(database, config, job_id, "two")
    (path,) = (config.data_dir / "mail").glob("*")
    mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    assert mail["To"] == "nominator@example.org"
    assert mail["Subject"] == "Your nomination Bcc: evil@example.org"
    assert mail["Bcc"] is None
    assert mail.get_content() == "We have received it.\n"
    with database.reading() as db:
        assert db.execute(select(OutboxMessage.sent_at)).scalar_one() is not None


def test_a_message_of_a_change_that_is_rolled_back_is_never_sent(database: Database) -> None:
    try:
        with database.transaction(COMMAND_LINE) as db:
            post(db, recipient="a@b.c", subject="s", body="b", about_kind="x", about_id=1)
            raise RuntimeError
    except RuntimeError:
        pass
    with database.reading() as db:
        assert db.execute(select(Job)).all() == []
        assert db.execute(select(OutboxMessage)).all() == []


@contextmanager
def served(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class NotifyStub(BaseHTTPRequestHandler):
    """GOV.UK Notify as far as one call needs it."""

    def do_POST(self) -> None:
        """Take a message or say that there are too many."""
        server: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.taken.append((self.path, self.headers["Authorization"], json.loads(body)))
        self.send_response(server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps({"id": "1", "errors": [{"message": "later"}]}).encode())

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@contextmanager
def a_notify_server(status: int) -> Iterator[Any]:
    server: Any = HTTPServer(("127.0.0.1", 0), NotifyStub)
    server.taken, server.status = [], status
    with served(server):
        yield server


def by_notify(config: Config, port: int) -> Config:
    return replace(
        config,
        mail=MailBackend.NOTIFY,
        notify_key=KEY,
        notify_template="template",
        notify_url=f"http://127.0.0.1:{port}",
    )


def test_notify_takes_the_message(database: Database, config: Config) -> None:
    with a_notify_server(201) as server:
        setting = by_notify(config, server.server_address[1])
        jobs.run(database, setting, post_one(database), "one")
    ((path, authorization, sent),) = server.taken
    assert path == "/v2/notifications/email"
    assert jwt.get_unverified_header(authorization.removeprefix("Bearer "))["alg"] == "HS256"
    claims = jwt.decode(authorization.removeprefix("Bearer "), SECRET, ["HS256"], issuer=SERVICE)
    assert abs(claims["iat"] - clock.now().timestamp()) < 30
    assert sent == {
        "email_address": "nominator@example.org",
        "template_id": "template",
        "personalisation": {
            "subject": "Your nomination Bcc: evil@example.org",
            "body": "We have received it.\n",
        },
        "reference": sent["reference"],
    }
    assert sent["reference"].startswith("outbox-")
    assert the_job(database).state is JobState.DONE


def test_notify_that_refuses_for_good_is_not_asked_again(
    database: Database, config: Config
) -> None:
    with a_notify_server(400) as server:
        setting = by_notify(config, server.server_address[1])
        jobs.run(database, setting, post_one(database), "one")
    assert the_job(database).state is JobState.FAILED


@pytest.mark.parametrize("status", [200, 302, 403, 429, 500, 503])
def test_notify_that_does_not_take_it_now_is_asked_again(
    database: Database, config: Config, status: int
) -> None:
    with a_notify_server(status) as server:
        setting = by_notify(config, server.server_address[1])
        jobs.run(database, setting, post_one(database), "one")
    assert the_job(database).failure == f"GOV.UK Notify did not take it ({status})."
    assert len(server.taken) == 1


def test_notify_that_does_not_answer_is_asked_again(database: Database, config: Config) -> None:
    with a_notify_server(201) as server:
        port = server.server_address[1]
    jobs.run(database, by_notify(config, port), post_one(database), "one")
    job = the_job(database)
    assert job.failure == "GOV.UK Notify did not take it (no answer)."
    assert job.state is JobState.QUEUED


LINK = "https://payback.example.org/nominations/CP-7K4M-2Q9X/" + "Ab3-_" * 9


def with_a_link(database: Database) -> int:
    with database.transaction(COMMAND_LINE) as db:
        message = post(
            db,
            recipient="nominator@example.org",
            subject="Your nomination",
            body=f"Follow it here:\n{LINK}\nThank you.\n",
            about_kind="nominations",
            about_id=1,
        )
        assert message.job_id is not None
        return message.job_id


def kept_body(database: Database) -> str:
    with database.reading() as db:
        return db.execute(select(OutboxMessage.body)).scalar_one()


def test_nothing_of_a_message_is_kept_once_it_has_gone(database: Database, config: Config) -> None:
    jobs.run(database, config, with_a_link(database), "one")
    assert the_job(database).state is JobState.DONE
    assert kept_body(database) == GONE


def test_a_message_that_is_given_up_loses_its_secret_and_can_still_be_sent(
    database: Database, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_config: Config, _message: OutboxMessage) -> None:
        raise jobs.GivenUp("The mail server refused it for good.")

    job_id = with_a_link(database)
    with monkeypatch.context() as patch:
        patch.setitem(CARRIERS, MailBackend.FILES, refused)
        jobs.run(database, config, job_id, "one")
    assert the_job(database).state is JobState.FAILED
    assert kept_body(database) == f"Follow it here:\n{NO_LINK}\nThank you.\n"
    with database.transaction(COMMAND_LINE) as db:
        assert jobs.retry(db, job_id)
    jobs.run(database, config, job_id, "two")
    (path,) = (config.data_dir / "mail").glob("*.eml")
    assert NO_LINK.split("(")[1][:20] in path.read_text()
