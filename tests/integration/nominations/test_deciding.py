"""What staff do with a nomination: inbox, verdicts, questions, decisions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select

from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditEvent
from payback.core.errors import RuleBroken
from payback.nominations import decisions
from payback.nominations.models import (
    Criterion,
    CriterionAnswer,
    Nomination,
    NominationEvent,
    NominationState,
    RequestedItem,
    Verdict,
)
from payback.notifications.models import OutboxMessage
from payback.projects.models import Project, ProjectState
from tests.support.builders import PASSWORD, an_account, an_area
from tests.support.builders_nominations import a_nomination
from tests.support.nominating import ANSWERS, answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from payback.areas.models import Area
    from payback.core.db import Database
    from tests.support.client import Client

SECRET = "a-secret-of-the-nominator-0123456789abcdefgh"


def made(database: Database, **changes: Any) -> int:
    with database.transaction(COMMAND_LINE) as db:
        return a_nomination(db, secret=changes.pop("secret", ""), **changes).id


def now(database: Database, nomination_id: int) -> Nomination:
    with database.reading() as db:
        return db.get_one(Nomination, nomination_id)


def mails(database: Database) -> list[OutboxMessage]:
    with database.reading() as db:
        return list(db.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def with_version(client: Client, path: str) -> dict[str, str]:
    box = client.get_page(path).find("input", {"name": "version"})
    assert box is not None
    return {"version": str(box["value"])}


@pytest.fixture
def coordinator(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.COORDINATOR)


def test_the_inbox_shows_the_oldest_promise_first_and_says_what_is_late(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    made(database, title="Newer", decide_by=date(2026, 12, 1))
    made(database, title="Older", decide_by=date(2026, 11, 17))
    made(database, title="Done", state=NominationState.WITHDRAWN)
    with time_machine.travel("2026-11-19T12:00:00Z", tick=False):
        coordinator = signed_in(Role.COORDINATOR)
        page = coordinator.get_page("/nominations/inbox").get_text(" ", strip=True)
        assert page.index("Older") < page.index("Newer")
        assert "2 working days overdue" in page
        assert "Due in 8 working days" in page
        assert "Done" not in page
        everything = coordinator.get_page("/nominations/inbox?state=all").get_text()
        assert "Done" in everything
        coordinator.get_page("/nominations/inbox?state=nonsense&area=x&page=-1")


def test_a_coordinator_records_verdicts_and_approves_which_makes_a_project(
    coordinator: Client, database: Database
) -> None:
    number = made(database)
    path = f"/nominations/inbox/{number}"
    refused = coordinator.send(f"{path}/approve", with_version(coordinator, f"{path}/approve"))
    assert refused.status_code == 422
    assert "all four criteria" in coordinator.errors()[0]
    verdicts = {f"verdict_{each.name}": "met" for each in Criterion}
    notes = {f"note_{each.name}": "Seen on site." for each in Criterion}
    sent = verdicts | notes | with_version(coordinator, path)
    coordinator.post(f"{path}/verdicts", data=sent | coordinator.tokens(path))
    coordinator.send(
        f"{path}/approve",
        {"message": "We like it."} | with_version(coordinator, f"{path}/approve"),
        status=200,
    )
    nomination = now(database, number)
    assert nomination.state is NominationState.APPROVED
    with database.reading() as db:
        [project] = db.scalars(select(Project)).all()
        audited = set(db.scalars(select(AuditEvent.record_kind)).all())
    assert nomination.project_id == project.id
    assert project.state is ProjectState.PROPOSED
    assert (project.name, project.postcode) == (nomination.title, nomination.postcode)
    assert (project.toilets, project.work) == (nomination.toilets, nomination.description)
    assert project.needed_minutes == 6 * 4 * 420
    [mail] = mails(database)
    assert "approved" in mail.subject
    assert "We like it." in mail.body
    assert {"nominations", "criterion_answers", "projects"} <= audited


def test_a_place_that_is_not_known_needs_a_postcode_close_by(
    coordinator: Client, database: Database
) -> None:
    number = made(database, lat=None, lon=None, postcode="ZE1 0AA", verdict=Verdict.MET)
    path = f"/nominations/inbox/{number}/approve"
    for wrong in ("", "London", "ZE1 0AA"):
        sent = with_version(coordinator, path) | {"nearby_postcode": wrong, "message": "Kept"}
        coordinator.send(path, sent, status=422)
        assert "postcode" in coordinator.errors()[0]
        assert "Kept" in coordinator.page.get_text()
    coordinator.send(path, with_version(coordinator, path) | {"nearby_postcode": "NW4 4BG"})
    assert now(database, number).state is NominationState.APPROVED


def test_an_error_of_a_box_that_is_not_shown_is_said_without_a_link(
    coordinator: Client, database: Database
) -> None:
    path = f"/nominations/inbox/{made(database, verdict=Verdict.MET)}/approve"
    sent = with_version(coordinator, path) | {"nearby_postcode": "London"}
    coordinator.send(path, sent, status=422)
    assert "postcode" in coordinator.errors()[0]
    assert not coordinator.page.select(".govuk-error-summary a")


def test_a_refusal_needs_a_reason_which_reaches_the_nominator(
    coordinator: Client, database: Database, client: Client
) -> None:
    number = made(database, secret=SECRET)
    path = f"/nominations/inbox/{number}/decline"
    coordinator.send(path, with_version(coordinator, path), status=422)
    assert coordinator.errors() == ["Enter why it is declined"]
    coordinator.send(path, with_version(coordinator, path) | {"reason": "x" * 2001}, status=422)
    reason = "A contractor mows this <path> already."
    coordinator.send(path, with_version(coordinator, path) | {"reason": reason}, status=200)
    assert reason in mails(database)[0].body
    assert "See how it stands here:" in mails(database)[0].body
    assert "withdraw" not in mails(database)[0].body
    reference = now(database, number).reference
    assert reason in client.get_page(f"/nominations/{reference}/{SECRET}").get_text()
    coordinator.get_page(path)
    assert "This nomination is declined, so it cannot be declined now." in coordinator.words
    again = f"/nominations/inbox/{number}/reopen"
    coordinator.send(again, with_version(coordinator, again), status=422)
    coordinator.send(again, with_version(coordinator, again) | {"reason": "We were wrong."})
    assert now(database, number).state is NominationState.SUBMITTED


def test_asking_stops_the_clock_until_the_nominator_has_answered(
    signed_in: Callable[[Role], Client], database: Database, client: Client
) -> None:
    number = made(database, secret=SECRET, decide_by=date(2026, 11, 30))
    path = f"/nominations/inbox/{number}/ask"
    with time_machine.travel("2026-11-19T12:00:00Z", tick=False) as clock:
        coordinator = signed_in(Role.COORDINATOR)
        coordinator.send(path, with_version(coordinator, path), status=422)
        sent = {"items": ["toilets"], "other": "Is there a dog?"}
        coordinator.send(path, with_version(coordinator, path) | sent, status=200)
        nomination = now(database, number)
        assert nomination.state is NominationState.MORE_INFORMATION
        assert "Is there a dog?" in mails(database)[0].body
        clock.move_to("2026-11-26T12:00:00Z")
        page = f"/nominations/{nomination.reference}/{SECRET}"
        with database.reading() as db:
            items = db.scalars(select(RequestedItem).order_by(RequestedItem.id)).all()
        first, second = (f"item_{each.id}" for each in items)
        client.send(page, {first: "In the pub."}, status=422)
        assert client.errors() == ["Enter an answer"]
        assert "In the pub." in client.page.get_text()
        client.send(page, {first: "In the pub.", second: "No."}, status=200)
        nomination = now(database, number)
    assert nomination.state is NominationState.SUBMITTED
    assert nomination.toilets == "In the pub."
    assert nomination.decide_by.isoformat() == "2026-12-07"
    assert client.send(page, {first: "x"}).status_code == 409


def test_of_two_who_judge_at_once_the_second_sees_both_sides_and_may_keep_hers(
    coordinator: Client, signed_in: Callable[[Role], Client], database: Database
) -> None:
    number = made(database)
    path = f"/nominations/inbox/{number}"
    judged, other = f"verdict_{Criterion.PROFIT.name}", signed_in(Role.COORDINATOR)
    noted = f"note_{Criterion.PROFIT.name}"
    forms = [one.tokens(path) | with_version(one, path) for one in (other, coordinator)]
    hers = {judged: "not met", noted: "A shop owns it"}
    assert other.post(f"{path}/verdicts", data=forms[0] | {judged: "met"}).status_code == 302
    assert coordinator.post(f"{path}/verdicts", data=forms[1] | hers).status_code == 409
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in coordinator.page.select("tbody tr")
    ]
    about = "no-one must make a profit from the work"
    assert rows == [
        [f"Verdict: {about}", "Met", "Not met"],
        [f"Note: {about}", "Nothing", "A shop owns it"],
    ]
    assert "last changed this record" in coordinator.words
    on = coordinator.page.find("a", string="Take what is saved now")
    assert on is not None
    assert on["href"] == path
    boxes = coordinator.page.select("form[method=post] input[type=hidden]")
    kept = {str(box["name"]): str(box["value"]) for box in boxes}
    assert coordinator.post(f"{path}/verdicts", data=kept).status_code == 302
    with database.reading() as db:
        found = db.scalars(
            select(CriterionAnswer)
            .where(CriterionAnswer.nomination_id == number)
            .where(CriterionAnswer.criterion == Criterion.PROFIT)
        ).one()
    assert (found.verdict, found.note) == (Verdict.NOT_MET, "A shop owns it")


@pytest.mark.parametrize("way", ["keep", "change"])
def test_what_one_did_not_judge_keeps_the_verdict_of_the_other(
    coordinator: Client,
    signed_in: Callable[[Role], Client],
    database: Database,
    way: str,
) -> None:
    number = made(database)
    path, other = f"/nominations/inbox/{number}", signed_in(Role.COORDINATOR)
    theirs = {f"verdict_{Criterion.PROFIT.name}": "met", f"note_{Criterion.PROFIT.name}": "A park"}
    hers = {f"verdict_{Criterion.DEMANDING.name}": "unsure", f"note_{Criterion.PROFIT.name}": ""}
    forms = [one.tokens(path) | with_version(one, path) for one in (other, coordinator)]
    assert other.post(f"{path}/verdicts", data=forms[0] | theirs).status_code == 302
    assert coordinator.post(f"{path}/verdicts", data=forms[1] | hers).status_code == 409
    differing = [row.select_one("th").get_text() for row in coordinator.page.select("tbody tr")]  # type: ignore[union-attr]
    assert len(differing) == 1
    boxes = coordinator.page.select("form[method=post] input[type=hidden]")
    sent = {str(box["name"]): str(box["value"]) for box in boxes}
    if way == "change":
        again = sent | {"shown_again": "conflict"}
        assert coordinator.post(f"{path}/verdicts", data=again).status_code == 422
        chosen = coordinator.page.select("input[type=radio][checked]")
        assert {str(each["value"]) for each in chosen} == {"met", "unsure"}
    assert coordinator.post(f"{path}/verdicts", data=sent).status_code == 302
    with database.reading() as db:
        found = db.scalars(
            select(CriterionAnswer).where(CriterionAnswer.nomination_id == number)
        ).all()
    judged = {each.criterion: (each.verdict, each.note) for each in found}
    assert judged[Criterion.PROFIT] == (Verdict.MET, "A park")
    assert judged[Criterion.DEMANDING][0] is Verdict.UNSURE


def test_of_two_decisions_at_once_the_second_is_told(
    coordinator: Client, database: Database
) -> None:
    number = made(database, verdict=Verdict.MET)
    path = f"/nominations/inbox/{number}"
    seen = with_version(coordinator, f"{path}/approve")
    asked = {"other": "Where?"} | with_version(coordinator, f"{path}/ask")
    coordinator.send(f"{path}/ask", asked, status=200)
    coordinator.send(f"{path}/approve", seen, status=409)
    stale = {f"verdict_{each.name}": "met" for each in Criterion} | seen
    tokens = coordinator.tokens(path)
    assert coordinator.post(f"{path}/verdicts", data=stale | tokens).status_code == 409
    assert "You changed this record yourself" in coordinator.words
    with database.reading() as db:
        assert db.scalars(select(Project)).all() == []


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("reopen", "waiting for a decision, so it cannot be reopened now"),
        ("approve", "declined, so it cannot be approved now"),
    ],
)
def test_a_step_that_does_not_follow_says_why_and_blames_nobody(
    signed_in: Callable[[Role], Client], database: Database, step: str, said: str
) -> None:
    state = NominationState.SUBMITTED if step == "reopen" else NominationState.DECLINED
    nomination_id = made(database, state=state)
    client = signed_in(Role.COORDINATOR)
    client.get_page(f"/nominations/inbox/{nomination_id}/{step}")
    assert said in client.words
    assert "changed this first" not in client.words


def test_nominations_of_another_borough_are_not_found(
    app: Flask, database: Database, barnet: Area
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        brent = an_area(db, code="E09000005", name="Brent")
        other = an_account(db, Role.COORDINATOR, areas=[brent])
        number = a_nomination(db, area_id=barnet.id).id
    client: Any = app.test_client()
    client.sign_in(other.email, PASSWORD)
    path = f"/nominations/inbox/{number}"
    for step in ("", "/approve", "/ask", "/decline", "/reopen", "/merge"):
        client.get_page(path + step, status=404)
    tokens = client.tokens("/nominations/inbox")
    for step in ("/verdicts", "/notes", "/approve", "/photographs/1"):
        sent = tokens | {"text": "x", "version": "1"}
        assert client.post(path + step, data=sent).status_code == 404
    assert "Clear the path" not in client.get_page("/nominations/inbox?state=all").get_text()


def test_a_manager_reads_but_changes_nothing(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    number = made(database)
    manager = signed_in(Role.MANAGER)
    page = manager.get_page(f"/nominations/inbox/{number}")
    assert "Save verdicts" not in page.get_text()
    assert manager.get(f"/nominations/inbox/{number}/approve").status_code == 403
    tokens = manager.tokens("/nominations/inbox")
    sent = manager.post(f"/nominations/inbox/{number}/notes", data=tokens | {"text": "x"})
    assert sent.status_code == 403


def test_a_note_is_seen_by_staff_only(
    coordinator: Client, client: Client, database: Database
) -> None:
    number = made(database, secret=SECRET)
    path = f"/nominations/inbox/{number}"
    tokens = coordinator.tokens(path)
    assert coordinator.post(f"{path}/notes", data=tokens).status_code == 422
    coordinator.post(f"{path}/notes", data=tokens | {"text": "Beware of the goose."})
    assert "goose" in coordinator.get_page(path).get_text()
    reference = now(database, number).reference
    assert "goose" not in client.get_page(f"/nominations/{reference}/{SECRET}").get_text()


def test_nearby_nominations_are_shown_and_can_be_joined(
    coordinator: Client, client: Client, database: Database
) -> None:
    kept = made(database, title="The first one")
    near = made(database, title="The second one", lat=51.5905, secret=SECRET, postcode="NW4 4BH")
    made(database, title="Far away", lat=51.7, postcode="NW9 5AA")
    page = coordinator.get_page(f"/nominations/inbox/{near}").get_text()
    assert "The first one" in page
    assert "56 metres away" in page
    assert "Far away" not in page
    path = f"/nominations/inbox/{near}/merge"
    coordinator.send(path, with_version(coordinator, path), status=422)
    coordinator.send(path, with_version(coordinator, path) | {"into": str(kept)}, status=200)
    nomination = now(database, near)
    assert (nomination.state, nomination.merged_into_id) == (NominationState.MERGED, kept)
    followed = client.get_page(f"/nominations/{nomination.reference}/{SECRET}").get_text()
    assert "Somebody else nominated the same work" in followed
    decline = f"/nominations/inbox/{kept}/decline"
    coordinator.send(decline, with_version(coordinator, decline) | {"reason": "No."})
    assert len(mails(database)) == 3


def test_what_was_joined_earlier_goes_along_when_its_own_is_joined(
    coordinator: Client, database: Database
) -> None:
    kept = made(database, title="The kept one")
    middle = made(database, title="The middle one", lat=51.5905, postcode="NW4 4BH")
    first = made(database, title="The first one", lat=51.5906, postcode="NW4 4BJ")
    for number, into in ((first, middle), (middle, kept)):
        path = f"/nominations/inbox/{number}/merge"
        coordinator.send(path, with_version(coordinator, path) | {"into": str(into)}, status=200)
    assert now(database, first).merged_into_id == kept
    assert now(database, middle).merged_into_id == kept


@pytest.mark.parametrize("state", [NominationState.WITHDRAWN, NominationState.MERGED])
def test_nothing_is_joined_with_what_was_withdrawn_or_joined_itself(
    app: Flask, database: Database, state: NominationState
) -> None:
    kept = made(database, title="Kept")
    into = {"merged_into_id": kept} if state is NominationState.MERGED else {}
    gone = made(database, title="Gone", state=state, **into)
    number = made(database, title="Still open")
    config = app.extensions["payback"].config
    with database.transaction(COMMAND_LINE) as db, pytest.raises(RuleBroken) as refused:
        decisions.merge(
            db,
            config,
            db.get_one(Nomination, number),
            db.get_one(Nomination, gone),
            account_id=None,
        )
    assert refused.value.field == "into"


def test_staff_nominate_on_behalf_of_somebody_without_email(
    coordinator: Client, database: Database
) -> None:
    coordinator.send("/nominations/inbox/on-behalf", {}, status=422)
    coordinator.send("/nominations/inbox/on-behalf", {"source": "phone"}, status=200)
    for page in ANSWERS:
        changes = {"email": ""} if page == "contact" else {}
        assert answer(coordinator, page, **changes).status_code == 302
    coordinator.send("/nominations/new/check-answers", status=200)
    with database.reading() as db:
        [nomination] = db.scalars(select(Nomination)).all()
        events = db.scalars(select(NominationEvent)).all()
    assert nomination.source.value == "phone"
    assert len(events) == 1
    assert mails(database) == []
