"""The practitioner is told of what they must know, and told again when it does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from payback.core import clock
from payback.core.access import COMMAND_LINE, Role
from payback.core.jobs import Job, JobState
from payback.notifications.models import OutboxMessage
from payback.people.models import Person
from tests.integration.attendance.test_pages import ANSWERS, carried, path_of, stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.core.db import Database
    from tests.integration.attendance.conftest import Scene
    from tests.support.client import Client

ABSENT = {"outcome": "UACP", "version": "1"}
CAME = ANSWERS | {"version": "2", "step": "save"}


@pytest.fixture
def person(database: Database, scene: Scene) -> Person:
    """The first person of the session, whose record names a practitioner."""
    with database.transaction(COMMAND_LINE) as db:
        person = db.get_one(Person, scene.requirements[0].person_id)
        person.practitioner_name = "Jo Officer"
        person.practitioner_email = "jo.officer@example.org"
    return person


def mails(database: Database) -> list[OutboxMessage]:
    with database.reading() as db:
        return list(db.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def deliver(database: Database) -> None:
    """Let every mail have left."""
    with database.transaction(COMMAND_LINE) as db:
        for message in db.scalars(select(OutboxMessage)):
            message.sent_at = clock.now()
            db.get_one(Job, message.job_id).state = JobState.DONE


def test_an_enforceable_outcome_alerts_the_practitioner_and_names_nobody(
    supervisor: Client, database: Database, scene: Scene, person: Person
) -> None:
    supervisor.send(path_of(scene), ABSENT | {"step": "check"}, status=200)
    assert "Alerted: Jo Officer" in supervisor.words
    assert mails(database) == []
    form = carried(supervisor) | {"step": "save"}
    for _ in range(2):
        supervisor.post(path_of(scene), data=form, follow_redirects=True)
    assert "The practitioner is alerted by email." in supervisor.words or len(mails(database)) == 1
    (mail,) = mails(database)
    assert mail.recipient == "jo.officer@example.org"
    assert path_of(scene) in mail.body
    for personal in (person.crn, person.given_name, person.family_name, "Unacceptable"):
        assert personal not in mail.subject + mail.body
    assert "the email is on its way" in supervisor.get_page(path_of(scene)).get_text()
    deliver(database)
    page = supervisor.get_page(path_of(scene)).get_text()
    assert "Alerted on 24 November 2026 at 4:45pm" in page


def test_an_alert_that_has_not_left_is_taken_back_by_a_correction(
    supervisor: Client, database: Database, scene: Scene, person: Person
) -> None:
    del person
    supervisor.send(path_of(scene), ABSENT | {"step": "save"}, status=200)
    page = supervisor.get_page(path_of(scene))
    assert not page.select_one("input[name=alert_practitioner][checked]")
    supervisor.send(path_of(scene), CAME, status=200)
    assert "had not left and is taken back" in supervisor.words
    assert not stored(database, scene).alert_practitioner
    with database.reading() as db:
        (mail,) = mails(database)
        assert db.get_one(Job, mail.job_id).state is JobState.STOPPED
    assert "Probation practitioner: Not alerted" in " ".join(
        supervisor.get_page(path_of(scene)).get_text().split()
    )


def test_a_correction_is_sent_after_an_alert_that_has_left(
    supervisor: Client, database: Database, scene: Scene, person: Person
) -> None:
    del person
    supervisor.send(path_of(scene), ABSENT | {"step": "save"}, status=200)
    deliver(database)
    supervisor.send(path_of(scene), CAME | {"step": "check"}, status=200)
    assert "Told that nothing needs doing any more" in supervisor.words
    supervisor.send(path_of(scene), CAME, status=200)
    assert "told by email that nothing needs doing any more" in supervisor.words
    alert, correction = mails(database)
    assert "corrected" in correction.subject
    assert correction.recipient == alert.recipient


def test_clearing_an_outcome_corrects_its_alert_too(
    signed_in: Callable[[Role], Client], database: Database, scene: Scene, person: Person
) -> None:
    del person
    coordinator = signed_in(Role.COORDINATOR)
    coordinator.send(path_of(scene), ABSENT | {"step": "save"}, status=200)
    deliver(database)
    form = {"because": "Wrong person", "version": "2"}
    coordinator.send(f"{path_of(scene)}/clear", form, status=200)
    assert len(mails(database)) == 2


def test_that_nobody_can_be_alerted_is_said_before_and_after_saving(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    supervisor.send(path_of(scene), ABSENT | {"step": "check"}, status=200)
    assert "Nobody can be alerted: this record has no address" in supervisor.words
    supervisor.send(path_of(scene), ABSENT | {"step": "save"}, status=200)
    assert "Nobody can be alerted: this record has no address" in supervisor.words
    assert "Nobody can be alerted" in supervisor.get_page(path_of(scene)).get_text()
    assert mails(database) == []
    with database.transaction(COMMAND_LINE) as db:
        person = db.get_one(Person, scene.requirements[0].person_id)
        person.practitioner_email = "jo.officer@example.org"
    supervisor.send(path_of(scene), ABSENT | {"version": "2", "step": "save"}, status=200)
    assert len(mails(database)) == 1


def test_another_outcome_alerts_only_if_it_is_asked_for(
    supervisor: Client, database: Database, scene: Scene, person: Person
) -> None:
    del person
    supervisor.send(path_of(scene), ANSWERS | {"step": "save"}, status=200)
    assert mails(database) == []
    asked = CAME | {"alert_practitioner": "y"}
    supervisor.send(path_of(scene), asked, status=200)
    assert len(mails(database)) == 1


def test_the_practitioner_is_named_on_the_record(
    signed_in: Callable[[Role], Client], scene: Scene, person: Person
) -> None:
    del scene
    coordinator = signed_in(Role.COORDINATOR)
    page = coordinator.get_page(f"/people/{person.id}").get_text()
    assert "Jo Officer, jo.officer@example.org" in page
    boxes = coordinator.get_page(f"/people/{person.id}/change")
    box = boxes.find("input", {"name": "practitioner_email"})
    assert box is not None
    assert box["value"] == "jo.officer@example.org"
