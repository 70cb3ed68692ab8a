"""What was sent while signed out is kept for its sender alone and offered after sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select

from payback.core import clock
from payback.core.access import COMMAND_LINE, Role
from payback.core.kept import KeptForm
from payback.people.models import Person
from tests.support.builders import PASSWORD, a_person, an_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payback.areas.models import Area
    from payback.core.db import Database
    from tests.support.client import Client

NOTICE = "#kept-title"
TYPED = {"email": "alex@example.org", "given_name": "Sasha", "family_name": "O’Neil"}


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False) as travel:
        yield travel


@pytest.fixture
def person(database: Database, barnet: Area) -> Person:
    with database.transaction(COMMAND_LINE) as db:
        return a_person(db, area_id=barnet.id, given_name="Alex")


@pytest.fixture
def email(database: Database, barnet: Area) -> str:
    with database.transaction(COMMAND_LINE) as db:
        return an_account(db, Role.COORDINATOR, areas=[barnet]).email


def hidden(client: Client, form: str = "main form") -> dict[str, str]:
    found = client.page.select_one(form)
    assert found is not None
    boxes = found.select("input[type=hidden]")
    return {str(box["name"]): str(box["value"]) for box in boxes}


def answers(client: Client, person: Person) -> tuple[str, dict[str, Any]]:
    """Open the form of a person and change the name in it."""
    path = f"/people/{person.id}/change"
    client.get_page(path)
    return path, hidden(client) | rest(client) | TYPED


def kept(database: Database) -> list[KeptForm]:
    with database.reading() as db:
        return list(db.scalars(select(KeptForm)))


def goes_on(client: Client, path: str) -> None:
    """Continue with what is kept: the form is filled in, nothing is saved."""
    action = client.page.select_one(f'form[action="{path}"]')
    assert action is not None
    response = client.post(path, data=hidden(client))
    assert response.status_code == 422
    box = client.page.find("input", {"name": "given_name"})
    assert box is not None
    assert box["value"] == "Sasha"
    assert client.errors() == [
        "You were signed out before this was saved. Check your answers and send them again."
    ]


def test_answers_sent_after_two_idle_hours_are_offered_again_after_sign_in(
    client: Client, database: Database, person: Person, email: str, now: time_machine.Traveller
) -> None:
    client.sign_in(email, PASSWORD)
    path, form = answers(client, person)
    now.shift(3 * 3600)
    response = client.post(path, data=form, follow_redirects=True)
    assert "They are kept for you: sign in to go on with them." in response.text
    assert "Sasha" not in response.text
    signing = {**hidden(client), "email": email, "password": PASSWORD}
    client.post("/sign-in?next=/kept", data=signing, follow_redirects=True)
    assert "You were signed out before this was saved" in client.words
    goes_on(client, path)
    with database.reading() as db:
        assert db.get_one(Person, person.id).given_name == "Alex"
    assert client.page.select_one(NOTICE) is None
    form = hidden(client) | rest(client)
    client.get_page("/people")
    assert client.page.select_one(NOTICE) is not None, "going on with it has saved nothing"
    assert len(kept(database)) == 1
    assert client.post(path, data=form | {"given_name": ""}).status_code == 422
    assert len(kept(database)) == 1
    assert client.post(path, data=form).status_code == 302
    assert kept(database) == []
    with database.reading() as db:
        assert db.get_one(Person, person.id).given_name == "Sasha"
    client.get_page("/people")
    assert client.page.select_one(NOTICE) is None


def rest(client: Client) -> dict[str, str]:
    """Return what else stands in the form that is shown again."""
    found = {}
    for box in client.page.select("main form input[name]"):
        if box.get("type") not in ("hidden", "radio", "checkbox") or box.has_attr("checked"):
            found[str(box["name"])] = str(box.get("value", ""))
    for option in client.page.select("main form select option[selected]"):
        assert option.parent is not None
        found[str(option.parent["name"])] = str(option["value"])
    return found


def test_answers_sent_after_signing_out_in_another_tab_are_kept(
    client: Client, database: Database, person: Person, email: str
) -> None:
    client.sign_in(email, PASSWORD)
    path, form = answers(client, person)
    client.send("/sign-out")
    response = client.post(path, data=form)
    assert response.status_code == 302
    assert response.location == "/sign-in?next=/kept"
    assert [row.address for row in kept(database)] == [path]
    client.sign_in(email, PASSWORD)
    client.get_page("/kept")
    goes_on(client, path)


def test_answers_of_a_tab_from_before_a_new_sign_in_are_kept_and_offered_at_once(
    client: Client, person: Person, email: str
) -> None:
    client.sign_in(email, PASSWORD)
    path, form = answers(client, person)
    client.send("/sign-out")
    client.sign_in(email, PASSWORD)
    response = client.post(path, data=form)
    assert response.location == "/kept"
    client.get_page("/kept")
    goes_on(client, path)


def test_another_account_is_never_shown_what_was_kept(
    client: Client, database: Database, person: Person, email: str, barnet: Area
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        other = an_account(db, Role.COORDINATOR, areas=[barnet]).email
    client.sign_in(email, PASSWORD)
    path, form = answers(client, person)
    client.send("/sign-out")
    client.sign_in(other, PASSWORD)
    response = client.post(path, data=form)
    assert response.status_code == 400
    assert "This page was opened by another account" in response.text
    page = client.get_page("/kept")
    assert "Nothing is kept for you" in page.get_text()
    assert "Sasha" not in page.get_text()
    (row,) = kept(database)
    client.send("/kept/discard", {"kept_id": str(row.id)})
    assert kept(database) == [row] or len(kept(database)) == 1


def test_an_owner_cannot_be_made_up(client: Client, database: Database, person: Person) -> None:
    path = f"/people/{person.id}/change"
    for owner in ("1", "IjEi.aaaa.bbbb", "", "\ufeff"):
        form = client.tokens("/sign-in") | TYPED | {"sent_by": owner}
        assert client.post(path, data=form).location == "/sign-in"
    assert kept(database) == []


def test_passwords_and_files_are_not_kept(client: Client, database: Database, email: str) -> None:
    client.sign_in(email, PASSWORD)
    client.get_page("/account/password")
    form = hidden(client) | {"current_password": PASSWORD, "new_password": "hunter2 hunter2"}
    client.send("/sign-out")
    client.post("/account/password", data=form)
    (row,) = kept(database)
    assert "hunter2" not in row.answers
    assert PASSWORD not in row.answers


def test_what_was_kept_can_be_thrown_away_and_is_gone_after_a_day(
    client: Client, database: Database, person: Person, email: str, now: time_machine.Traveller
) -> None:
    client.sign_in(email, PASSWORD)
    path, form = answers(client, person)
    client.send("/sign-out")
    client.post(path, data=form)
    now.shift(25 * 3600)
    client.sign_in(email, PASSWORD)
    assert "Nothing is kept for you" in client.get_page("/kept").get_text()
    path, form = answers(client, person)
    client.send("/sign-out")
    client.post(path, data=form)
    client.sign_in(email, PASSWORD)
    client.get_page("/kept")
    link = client.page.select_one('main a[href="/kept/discard"]')
    assert link is not None
    assert "Throw away what you entered?" in client.get_page("/kept/discard").get_text()
    assert len(kept(database)) == 1
    client.post("/kept/discard", data=hidden(client))
    assert kept(database) == []
    assert client.get("/kept/discard").location == "/kept"


def test_the_first_page_after_any_sign_in_offers_what_is_kept_to_its_sender_alone(
    client: Client, database: Database, person: Person, email: str, barnet: Area
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        other = an_account(db, Role.COORDINATOR, areas=[barnet]).email
    client.sign_in(email, PASSWORD)
    path, form = answers(client, person)
    client.send("/sign-out")
    client.post(path, data=form)
    client.sign_in(other, PASSWORD)
    client.get_page("/home")
    assert client.page.select_one(NOTICE) is None
    client.send("/sign-out")
    client.sign_in(email, PASSWORD)
    for page in ("/home", f"/people/{person.id}"):
        client.get_page(page)
        assert client.page.select_one(NOTICE) is not None
        assert "You were signed out before something was saved" in client.words
        assert "Sasha" not in client.words
    client.get_page("/kept")
    assert client.page.select_one(NOTICE) is None
    goes_on(client, path)


def test_signing_out_from_the_form_that_is_shown_again_throws_nothing_away(
    client: Client, database: Database, person: Person, email: str
) -> None:
    client.sign_in(email, PASSWORD)
    path, form = answers(client, person)
    client.send("/sign-out")
    client.post(path, data=form)
    client.sign_in(email, PASSWORD)
    client.get_page("/kept")
    goes_on(client, path)
    client.post("/sign-out", data=hidden(client, 'form[action="/sign-out"]'))
    assert len(kept(database)) == 1


def test_a_supervisor_stays_signed_in_over_her_day_and_no_longer(
    client: Client, database: Database, now: time_machine.Traveller
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        supervisor = an_account(db, Role.SUPERVISOR).email
    client.sign_in(supervisor, PASSWORD)
    now.shift(8 * 3600)
    assert client.get("/my/sessions").status_code == 200
    now.shift(4 * 3600 + 1)
    assert client.get("/my/sessions").status_code == 302
    assert clock.now().hour == 21
