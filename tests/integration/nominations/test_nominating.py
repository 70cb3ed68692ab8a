"""The public form from the start page to the confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import delete, select

from payback.core.access import COMMAND_LINE, PUBLIC, Role
from payback.core.audit import AuditEvent
from payback.nominations import draft_cookie, drafts
from payback.nominations.models import Nomination, NominationDraft, NominationState
from payback.nominations.questions import CONTACT
from payback.notifications.models import OutboxMessage
from tests.support.client import Client
from tests.support.html import value_of
from tests.support.nominating import ANSWERS, answer, answer_all, nominate

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from payback.areas.models import Area
    from payback.core.db import Database

pytestmark = pytest.mark.usefixtures("barnet")


def all_nominations(database: Database) -> list[Nomination]:
    with database.reading() as db:
        return list(db.scalars(select(Nomination).order_by(Nomination.id)))


def test_a_resident_nominates_work_and_gets_a_reference_and_a_copy(
    client: Client, database: Database, barnet: Area
) -> None:
    client.get_page("/")
    tracking = nominate(client)
    [nomination] = all_nominations(database)
    assert nomination.state is NominationState.SUBMITTED
    assert nomination.area_id == barnet.id
    assert nomination.lat is not None
    assert nomination.postcode == "NW4 4BG"
    assert nomination.reference in client.page.get_text()
    with database.reading() as db:
        [mail] = db.scalars(select(OutboxMessage)).all()
        assert mail.recipient == "rosa@example.org"
        assert tracking in mail.body
        for typed in ("Clear brambles", "Rosa", "Clear the path"):
            assert typed not in mail.body + mail.subject
        audited = db.scalars(select(AuditEvent.record_kind)).all()
    assert "nominations" in audited
    assert "criterion_answers" in audited


def test_the_decision_is_promised_in_working_days(client: Client, database: Database) -> None:
    with time_machine.travel("2026-12-18T12:00:00Z", tick=False):
        nominate(client)
    [nomination] = all_nominations(database)
    assert nomination.decide_by.isoformat() == "2027-01-06"


@pytest.mark.parametrize(
    ("page", "changes", "word"),
    [
        ("community-benefit", {"answer": "no", "evidence": ""}, "help"),
        ("paid-work", {"done_by": "paid people"}, "paid job"),
        ("paid-work", {"budget": "yes"}, "paid job"),
        ("profit", {"answer": "yes", "evidence": ""}, "profit"),
        ("demanding", {"answer": "no", "evidence": ""}, "challenging"),
        ("demanding", {"people": "1", "days": "1"}, "too small"),
    ],
)
def test_an_answer_that_fails_leads_to_a_page_that_says_why(
    client: Client, page: str, changes: dict[str, str], word: str
) -> None:
    answer_all(client, until=page)
    response = answer(client, page, **changes)
    assert response.location == f"/nominations/new/{page}/not-suitable"
    shown = client.get_page(response.location)
    assert word in shown.get_text()
    assert "What else you can do" in shown.get_text()
    back = client.get_page(f"/nominations/new/{page}")
    for name, value in changes.items():
        box = back.find(["input", "textarea"], {"name": name})
        assert box is not None
        if box.name == "input":
            assert back.find("input", {"name": name, "value": value}) is not None
    assert client.get("/nominations/new/check-answers").status_code == 302


@pytest.mark.parametrize("page", list(ANSWERS))
def test_a_page_without_answers_says_what_is_missing(client: Client, page: str) -> None:
    if page == "photographs":
        return
    answer_all(client, until=page)
    response = client.send(f"/nominations/new/{page}", {}, follow=False)
    assert response.status_code == 422
    assert client.errors()
    assert client.page.title is not None
    assert client.page.title.get_text().startswith("Error: ")


@pytest.mark.parametrize(
    ("page", "changes", "message"),
    [
        ("community-benefit", {"evidence": ""}, "Enter who will benefit and how"),
        ("community-benefit", {"evidence": "x" * 2001}, "must be 2,000 characters or fewer"),
        ("demanding", {"people": "six"}, "must be a whole number"),
        ("demanding", {"people": "0"}, "must be between 1 and 200"),
        ("demanding", {"days": "9999"}, "must be between 1 and 260"),
        ("paid-work", {"done_by": "goblins"}, "Select who does this work now"),
        ("place", {"postcode": "London"}, "Enter a full UK postcode"),
        ("place", {"address": "x" * 256}, "must be 255 characters or fewer"),
        ("work", {"work_type": "mining"}, "Select what kind of work it is"),
        ("contact", {"email": "rosa at example"}, "Enter an email address in the correct format"),
        ("contact", {"phone": "call me"}, "Enter a telephone number"),
        ("contact", {"consent": ""}, "Confirm that we may keep these details"),
    ],
)
def test_a_wrong_answer_keeps_what_was_typed_and_names_the_fault(
    client: Client, page: str, changes: dict[str, str], message: str
) -> None:
    answer_all(client, until=page)
    response = answer(client, page, **changes)
    assert response.status_code == 422
    assert message in " ".join(client.errors())
    for name, value in {**ANSWERS[page], **changes}.items():
        box = client.page.find(["input", "textarea"], {"name": name})
        assert box is not None
        if box.name == "textarea":
            assert box.get_text().strip() == value
        elif box["type"] in {"text", "email", "tel"}:
            assert box["value"] == value


def test_a_title_that_nobody_can_see_is_none(client: Client) -> None:
    answer_all(client, until="work")
    for title in ("\u200b", "\u202e\u2060", "\u3164 \u00ad"):
        assert answer(client, "work", title=title).status_code == 422
        assert client.errors() == ["Enter a short name for the work"]


def test_a_jump_to_a_later_page_goes_to_the_first_unanswered_one(client: Client) -> None:
    answer_all(client, until="profit")
    for path in ("contact", "check-answers", "borough", "photographs"):
        response = client.get(f"/nominations/new/{path}")
        assert response.location == "/nominations/new/profit"


def test_the_back_button_shows_what_was_answered(client: Client) -> None:
    answer_all(client, until="work")
    page = client.get_page("/nominations/new/place")
    assert value_of(page, "postcode") == "NW4 4BG"
    response = answer(client, "place", postcode="N12 0EF")
    assert response.location.endswith(("/work", "/borough"))


def test_a_changed_answer_goes_back_to_the_check_page(client: Client) -> None:
    answer_all(client)
    response = answer(client, "work", title="Another name")
    assert response.location == "/nominations/new/check-answers"
    assert "Another name" in client.get_page(response.location).get_text()


def test_an_unknown_postcode_is_a_warning_and_asks_for_the_borough(
    client: Client, database: Database, barnet: Area
) -> None:
    answer_all(client, until="place")
    response = answer(client, "place", postcode="ZE1 0AA")
    assert response.location == "/nominations/new/borough"
    assert "ZE1 0AA" in client.get_page(response.location).get_text()
    client.send("/nominations/new/borough", {"area": "E99999999"}, status=422)
    client.send("/nominations/new/borough", {"area": barnet.code}, status=200)
    for page in ("work", "site", "contact", "photographs"):
        answer(client, page)
    assert "Barnet" in client.get_page("/nominations/new/check-answers").get_text()
    client.send("/nominations/new/check-answers", status=200)
    [nomination] = all_nominations(database)
    assert (nomination.area_id, nomination.lat) == (barnet.id, None)


def test_sending_twice_makes_one_nomination(client: Client, database: Database) -> None:
    answer_all(client)
    tokens = client.tokens("/nominations/new/check-answers")
    for _ in range(3):
        response = client.post("/nominations/new/check-answers", data=tokens)
        assert response.location == "/nominations/new/submitted"
    assert len(all_nominations(database)) == 1
    assert client.get("/nominations/new/work").location == "/nominations/new/submitted"


def test_a_second_nomination_begins_with_empty_pages(client: Client, database: Database) -> None:
    nominate(client)
    page = client.get_page("/nominations/new/community-benefit")
    assert "About 200 children" not in page.get_text()
    nominate(client)
    assert len(all_nominations(database)) == 2


def test_a_page_that_was_open_too_long_loses_nothing(client: Client) -> None:
    answer_all(client, until="work")
    response = client.post("/nominations/new/work", data=ANSWERS["work"] | {"csrf_token": "old"})
    assert response.status_code == 422
    assert "Nothing is lost" in " ".join(client.errors())
    box = client.page.find("textarea", {"name": "description"})
    assert box is not None
    assert box.get_text().strip() == ANSWERS["work"]["description"]
    token = client.page.find("input", {"name": "csrf_token"})
    assert token is not None
    again = ANSWERS["work"] | {"csrf_token": token["value"]}
    assert client.post("/nominations/new/work", data=again).location.endswith("/site")
    assert client.post("/nominations/new/check-answers", data={}).status_code == 302


def test_a_browser_that_lost_its_cookie_is_told_so_and_keeps_the_page_it_sent(
    client: Client, database: Database
) -> None:
    answer_all(client, until="site")
    with database.transaction(COMMAND_LINE) as db:
        db.execute(delete(NominationDraft))
    response = answer(client, "site")
    assert response.location == "/nominations/new/community-benefit"
    client.get_page(response.location)
    assert "What you have just sent is kept." in client.words
    assert "We no longer have the answers that you gave before." in client.words
    answer_all(client, until="site")
    kept = client.get_page("/nominations/new/site").find("input", {"name": "toilets"})
    assert kept is not None
    assert kept["value"] == ANSWERS["site"]["toilets"]


@pytest.mark.parametrize("path", ["work", "check-answers", "photographs"])
def test_a_later_page_without_answers_does_not_lead_to_the_first_in_silence(
    client: Client, path: str
) -> None:
    client.get_page(f"/nominations/new/{path}")
    assert client.page.select_one("h1").get_text().endswith("Benefit to the community")  # type: ignore[union-attr]
    assert "We no longer have the answers that you gave before." in client.words
    client.get_page("/nominations/new")
    assert "We no longer have" not in client.words


def test_a_page_that_was_open_too_long_after_the_cookie_went_does_not_say_nothing_is_lost(
    client: Client,
) -> None:
    response = client.post("/nominations/new/work", data=ANSWERS["work"] | {"csrf_token": "old"})
    assert response.status_code == 422
    [said] = client.errors()
    assert "What you typed on it is below" in said
    assert "Nothing is lost" not in said


def test_answers_are_kept_for_a_week_and_then_forgotten(client: Client, database: Database) -> None:
    with time_machine.travel("2026-11-02T09:00:00Z", tick=False) as clock:
        answer_all(client, until="site")
        clock.move_to("2026-11-09T08:00:00Z")
        assert client.get("/nominations/new").location == "/nominations/new/site"
        clock.move_to("2026-11-09T10:00:00Z")
        assert client.get("/nominations/new").location == "/nominations/new/community-benefit"
        answer(client, "community-benefit")
    with database.reading() as db:
        assert len(db.scalars(select(NominationDraft)).all()) == 1


def test_a_nominator_can_delete_their_answers(client: Client, database: Database) -> None:
    answer_all(client, until="site")
    assert "unfinished" in client.get_page("/").get_text()
    client.send("/nominations/new/forget", status=200)
    assert "unfinished" not in client.get_page("/").get_text()
    with database.reading() as db:
        assert db.scalars(select(NominationDraft)).all() == []


CHECK = "/nominations/new/check-answers"


def sent_from(client: Client, network: str) -> TestResponse:
    """Send a browser's nomination from a network."""
    return client.post(CHECK, data=client.tokens(CHECK), environ_base={"REMOTE_ADDR": network})


@pytest.fixture
def ready(app: Flask, client: Client, database: Database) -> Callable[[str], Client]:
    """Give new browsers whose answers are complete, in the name of whom the test asks for."""
    answer_all(client)
    with database.reading() as db:
        complete = db.scalars(select(NominationDraft)).one().answers

    def browser_of(email: str) -> Client:
        browser, key = app.test_client(), draft_cookie.new_key()
        assert isinstance(browser, Client)
        with database.transaction(PUBLIC) as db:
            draft = drafts.start(db, key)
            draft.answers = {**complete, CONTACT: {**complete[CONTACT], "email": email}}
        browser.set_cookie(draft_cookie.NAME, key)
        return browser

    return browser_of


def test_one_person_does_not_nominate_for_everybody_and_hears_when_to_come_back(
    ready: Callable[[str], Client],
) -> None:
    *_, taken, refused = [sent_from(ready("rosa@example.org"), "192.0.2.1") for _ in range(7)]
    assert (taken.status_code, refused.status_code) == (302, 429)
    assert 3500 < int(refused.headers["Retry-After"]) <= 3601
    assert "as many nominations as one person can in an hour" in refused.text
    assert "You can try again in" in refused.text
    assert 'href="/nominations/new/check-answers"' in refused.text


def test_many_people_of_one_library_can_nominate(ready: Callable[[str], Client]) -> None:
    browsers = [ready(f"reader{number}@example.org") for number in range(12)]
    assert [sent_from(each, "192.0.2.1").status_code for each in browsers] == [302] * 12


def test_a_network_has_a_ceiling_that_blames_nobody_and_keeps_what_was_answered(
    ready: Callable[[str], Client], signed_in: Callable[[Role], Client]
) -> None:
    browsers = [ready(f"reader{number}@example.org") for number in range(61)]
    answers = [sent_from(each, "192.0.2.1") for each in browsers]
    assert [each.status_code for each in answers] == [302] * 60 + [429]
    assert 3500 < int(answers[-1].headers["Retry-After"]) <= 3601
    assert "perhaps by other people. Your answers are kept" in answers[-1].text
    staff, key = signed_in(Role.COORDINATOR), browsers[-1].get_cookie(draft_cookie.NAME)
    assert key is not None
    staff.set_cookie(draft_cookie.NAME, key.value)
    assert sent_from(staff, "192.0.2.1").location == "/nominations/new/submitted"
    assert sent_from(ready("late@example.org"), "192.0.2.2").status_code == 302


def test_what_is_refused_or_not_complete_uses_up_nobodys_share(
    app: Flask, ready: Callable[[str], Client]
) -> None:
    for _ in range(6):
        assert sent_from(ready("rosa@example.org"), "192.0.2.1").status_code == 302
    rosa, empty, here = ready("rosa@example.org"), app.test_client(), {"REMOTE_ADDR": "192.0.2.1"}
    assert isinstance(empty, Client)
    full, bare = rosa.tokens(CHECK), empty.tokens("/sign-in")
    refused = {rosa.post(CHECK, data=full, environ_base=here).status_code for _ in range(61)}
    begun = {empty.post(CHECK, data=bare, environ_base=here).status_code for _ in range(61)}
    assert (refused, begun) == ({429}, {302})
    assert sent_from(ready("else@example.org"), "192.0.2.1").status_code == 302


def test_a_draft_that_is_sent_twice_counts_once(ready: Callable[[str], Client]) -> None:
    here = {"REMOTE_ADDR": "192.0.2.1"}
    for _ in range(6):
        browser = ready("rosa@example.org")
        tokens = browser.tokens(CHECK)
        sent = [browser.post(CHECK, data=tokens, environ_base=here) for _ in range(3)]
        assert {each.location for each in sent} == {"/nominations/new/submitted"}


def test_new_browsers_do_not_let_one_person_nominate_more(app: Flask) -> None:
    statuses = []
    for _ in range(7):
        browser = app.test_client()
        assert isinstance(browser, Client)
        answer_all(browser)
        statuses.append(sent_from(browser, "192.0.2.1").status_code)
    assert statuses == [302] * 6 + [429]


def test_an_unknown_question_is_not_found(client: Client) -> None:
    client.get_page("/nominations/new/favourite-colour", status=404)
    client.get_page("/nominations/new/favourite-colour/not-suitable", status=404)


def test_a_stolen_look_at_the_database_gives_no_link(client: Client, database: Database) -> None:
    secret = nominate(client).rsplit("/", 1)[-1]
    with database.reading() as db:
        drafts = db.scalars(select(NominationDraft)).all()
    assert all(secret not in draft.key_hash for draft in drafts)
