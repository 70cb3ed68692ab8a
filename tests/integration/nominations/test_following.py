"""Following a nomination by its link, withdrawing it, and asking for the link again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from payback.core.access import COMMAND_LINE
from payback.core.audit import AuditEvent
from payback.diary.models import SessionState
from payback.nominations.models import Nomination, NominationState
from payback.notifications.models import OutboxMessage
from payback.projects.models import Project, ProjectState
from tests.support.builders import a_project, a_session
from tests.support.builders_nominations import a_nomination
from tests.support.html import value_of

if TYPE_CHECKING:
    from payback.core.db import Database
    from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("barnet")
SECRET = "a-secret-of-the-nominator-0123456789abcdefgh"


@pytest.fixture
def nomination(database: Database) -> Nomination:
    with database.transaction(COMMAND_LINE) as db:
        return a_nomination(db, secret=SECRET)


def path_of(nomination: Nomination) -> str:
    return f"/nominations/{nomination.reference}/{SECRET}"


def test_the_page_shows_state_promise_and_answers_but_not_how_to_reach_the_nominator(
    client: Client, nomination: Nomination, database: Database
) -> None:
    page = client.get_page(path_of(nomination)).get_text(" ", strip=True)
    assert "Being checked" in page
    assert "We received your nomination" in page
    assert "Clear brambles from 80 metres of path." in page
    assert "rosa@example.org" not in page
    with database.reading() as db:
        before = db.scalars(select(AuditEvent.id)).all()
    client.get_page(path_of(nomination))
    with database.reading() as db:
        assert db.scalars(select(AuditEvent.id)).all() == before


@pytest.mark.parametrize(
    "wrong",
    [
        "/nominations/CP-0000-0000/{secret}",
        "/nominations/{reference}/wrong",
        "/nominations/{reference}/{secret}x",
        "/nominations/{reference}/%F0%9F%A6%A9",
        "/nominations/{reference}/wrong/withdraw",
        "/nominations/x/{long}",
    ],
)
def test_a_wrong_link_is_not_found_and_says_nothing_more(
    client: Client, nomination: Nomination, wrong: str
) -> None:
    path = wrong.format(reference=nomination.reference, secret=SECRET, long="y" * 5000)
    page = client.get_page(path, status=404).get_text()
    assert page == client.get_page("/nominations/CP-2222-2222/other", status=404).get_text()


def test_a_nomination_can_be_withdrawn_after_a_question(
    client: Client, nomination: Nomination, database: Database
) -> None:
    path = f"{path_of(nomination)}/withdraw"
    client.send(path, {"reason": "x" * 1001}, status=422)
    client.send(path, {"reason": "The council has done it."}, status=200)
    with database.reading() as db:
        assert db.get_one(Nomination, nomination.id).state is NominationState.WITHDRAWN
        [mail] = db.scalars(select(OutboxMessage)).all()
    assert "is withdrawn" in mail.subject
    assert "The council has done it." in client.page.get_text()
    assert client.get(path).status_code == 302
    client.send(path, {}, status=200)


def test_a_withdrawal_that_was_open_too_long_keeps_its_reason(
    client: Client, nomination: Nomination
) -> None:
    path = f"{path_of(nomination)}/withdraw"
    response = client.post(path, data={"reason": "Kept", "csrf_token": "old"})
    assert response.status_code == 422
    assert "Kept" in client.page.get_text()
    assert client.post(path_of(nomination), data={"csrf_token": "old"}).status_code == 422
    assert client.post("/nominations/find", data={"reference": "CP-1"}).status_code == 422
    assert client.post("/nominations/CP-1/wrong", data={}).status_code == 404


def test_after_approval_the_page_says_how_far_the_project_is_and_when_work_starts(
    client: Client, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        project = a_project(db, state=ProjectState.PROPOSED)
        approved = a_nomination(
            db, secret=SECRET, state=NominationState.APPROVED, project_id=project.id
        )
    page = client.get_page(path_of(approved)).get_text()
    assert "We visit the place" in page
    with database.transaction(COMMAND_LINE) as db:
        a_session(db, project, on=date(2030, 3, 4), state=SessionState.OPEN)
        ready = db.get_one(Project, project.id)
        ready.state, ready.risk_assessed_until = ProjectState.READY, date(2030, 12, 31)
    assert "Work starts on 4 March 2030." in client.get_page(path_of(approved)).get_text()


def test_a_lost_link_is_sent_again_and_both_links_work(
    client: Client, nomination: Nomination, database: Database
) -> None:
    typed = nomination.reference.lower().replace("-", " ")
    client.send("/nominations/find", {"reference": typed, "email": "ROSA@example.org"}, status=200)
    with database.reading() as db:
        [mail] = db.scalars(select(OutboxMessage)).all()
    [link] = [line for line in mail.body.splitlines() if "/nominations/" in line]
    assert SECRET not in link
    client.get_page(link.removeprefix("http://localhost"))
    client.get_page(path_of(nomination))


def test_a_stranger_learns_nothing_by_asking_for_a_link(
    client: Client, nomination: Nomination, database: Database
) -> None:
    answers = []
    for reference, email in (
        (nomination.reference, "rosa@example.org"),
        (nomination.reference, "other@example.org"),
        ("CP-2222-2222", "rosa@example.org"),
    ):
        sent = {"reference": reference, "email": email}
        answers.append(client.send("/nominations/find", sent, status=200).text)
    assert len(set(answers)) == 1
    with database.reading() as db:
        assert len(db.scalars(select(OutboxMessage)).all()) == 1


def test_asking_for_a_link_is_limited_and_checks_what_was_typed(client: Client) -> None:
    client.send("/nominations/find", {}, status=422)
    assert client.errors() == ["Enter the reference", "Enter an email address"]
    client.send("/nominations/find", {"reference": "CP-1", "email": "nobody"}, status=422)
    assert value_of(client.page, "reference") == "CP-1"
    good = {"reference": "CP-1", "email": "a@example.org"}
    statuses = [client.send("/nominations/find", good).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
