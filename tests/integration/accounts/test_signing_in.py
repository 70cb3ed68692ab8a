"""Signing in, out, and what ends a session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import Connection, event, select

from payback.accounts import passwords
from payback.accounts.models import Account
from payback.core import clock
from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditAction, AuditEvent
from payback.core.db import WRITES
from tests.support.builders import PASSWORD, an_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.core.db import Database
    from tests.support.client import Client


def test_a_right_password_opens_the_page_that_was_asked_for(
    client: Client, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        email = an_account(db, Role.ADMINISTRATOR).email
    page = client.get_page("/accounts")
    assert page.h1 is not None
    assert page.h1.get_text(strip=True) == "Sign in"
    response = client.send("/sign-in?next=/accounts/new", {"email": email, "password": PASSWORD})
    assert response.request.path == "/accounts/new"


def test_a_wrong_password_says_not_which_half_is_wrong_and_keeps_the_address(
    client: Client, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        email = an_account(db, Role.ADMINISTRATOR).email
    for address in (email, "nobody@example.org"):
        client.send("/sign-in", {"email": address, "password": "wrong password"}, status=422)
        assert client.errors() == ["Email address or password is not right"]
        assert client.page.select_one("#email")["value"] == address  # type: ignore[index]


def test_a_sign_in_never_leads_to_another_site(client: Client, database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        email = an_account(db, Role.ADMINISTRATOR).email
    for target in ("https://evil.example", "//evil.example", "/\\evil.example"):
        path = f"/sign-in?next={target}"
        response = client.send(path, {"email": email, "password": PASSWORD}, follow=False)
        assert response.location == "/home"
        client.send("/sign-out")


def test_many_wrong_passwords_do_not_lock_the_owner_out_elsewhere(
    client: Client, database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        email = an_account(db, Role.ADMINISTRATOR).email
    tokens = client.tokens("/sign-in")
    wrong = {**tokens, "email": email, "password": "wrong password"}
    statuses = {client.post("/sign-in", data=wrong).status_code for _ in range(12)}
    assert statuses == {422, 429}
    right = {**tokens, "email": email, "password": PASSWORD}
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.post("/sign-in", data=right, environ_overrides=elsewhere).status_code == 302


@pytest.mark.parametrize(
    ("addresses", "refused"),
    [
        ([f"2001:db8:0:7::{number:x}" for number in range(1, 10)], True),
        ([f"2001:db8:0:{number:x}::1" for number in range(1, 10)], False),
        (["192.0.2.9", "::ffff:192.0.2.9"] * 5, True),
        ([f"::ffff:192.0.2.{number}" for number in range(1, 10)], False),
    ],
)
def test_who_has_a_network_of_addresses_may_try_as_often_as_who_has_one(
    client: Client, addresses: list[str], *, refused: bool
) -> None:
    wrong = {**client.tokens("/sign-in"), "email": "rosa@example.org", "password": "wrong one"}
    statuses = [
        client.post("/sign-in", data=wrong, environ_overrides={"REMOTE_ADDR": each}).status_code
        for each in addresses
    ]
    assert statuses[:8] == [422] * 8
    assert (statuses[-1] == 429) is refused


def test_a_session_ends_after_two_idle_hours(signed_in: Callable[[Role], Client]) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        client = signed_in(Role.ADMINISTRATOR)
        now.shift(7000)
        assert client.get("/accounts").status_code == 200
        now.shift(7300)
        assert client.get("/accounts").status_code == 302


def test_a_session_ends_after_twelve_hours_of_use(signed_in: Callable[[Role], Client]) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        client = signed_in(Role.ADMINISTRATOR)
        for _ in range(7):
            now.shift(6000)
            assert client.get("/accounts").status_code == 200
        now.shift(6000)
        assert client.get("/accounts").status_code == 302


def test_signing_out_ends_the_session(signed_in: Callable[[Role], Client]) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    client.send("/sign-out")
    assert client.get("/accounts").status_code == 302


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    other = client.application.test_client()
    with database.reading() as db:
        email = db.execute(select(Account.email)).scalar_one()
    other.sign_in(email, PASSWORD)  # type: ignore[attr-defined]
    new = "a quite different sentence"
    client.send("/account/password", {"current_password": "not it", "new_password": new})
    assert client.errors() == ["Current password is not right"]
    client.send("/account/password", {"current_password": PASSWORD, "new_password": "short"})
    assert client.errors() == ["Password must be at least 12 characters"]
    client.send("/account/password", {"current_password": PASSWORD, "new_password": PASSWORD})
    assert client.errors() == ["New password must be different from your current one"]
    assert other.get("/accounts").status_code == 200
    client.send("/account/password", {"current_password": PASSWORD, "new_password": new})
    assert client.get("/accounts").status_code == 200
    assert other.get("/accounts").status_code == 302


def test_signing_in_and_being_refused_are_audited(client: Client, database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        account = an_account(db, Role.ADMINISTRATOR)
    client.send("/sign-in", {"email": account.email, "password": "wrong password"})
    client.send("/sign-in", {"email": account.email, "password": PASSWORD})
    query = select(AuditEvent.action).where(AuditEvent.record_kind == "accounts")
    with database.reading() as db:
        actions = set(db.execute(query).scalars())
    assert {AuditAction.REFUSED, AuditAction.SIGNED_IN} <= actions


def test_a_cookie_that_was_kept_is_worth_nothing_after_signing_out(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    other = client.application.test_client()
    with database.reading() as db:
        email = db.execute(select(Account.email)).scalar_one()
    other.sign_in(email, PASSWORD)  # type: ignore[attr-defined]
    kept = client.get_cookie("session")
    assert kept is not None
    client.send("/sign-out")
    client.set_cookie("session", kept.value)
    assert client.get("/accounts").status_code == 302
    assert other.get("/accounts").status_code == 200


def test_closing_an_account_ends_its_sessions(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    client, administrator = signed_in(Role.COORDINATOR), signed_in(Role.ADMINISTRATOR)
    with database.reading() as db:
        query = select(Account).where(Account.role == Role.COORDINATOR)
        account = db.execute(query).scalar_one()
    assert client.get("/people").status_code == 200
    administrator.send(f"/accounts/{account.id}/close", status=200)
    assert client.get("/people").status_code == 302
    client.send("/sign-in", {"email": account.email, "password": PASSWORD}, status=422)


@pytest.mark.parametrize(
    "spelling", ["{}", " {} ", "\ufeff{}", "\x01{}", "{}\x7f", "\t{}", "\x0b{}", "\u00a0{}"]
)
def test_no_other_spelling_of_an_address_gets_further_tries(
    client: Client, database: Database, spelling: str
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        email = an_account(db, Role.ADMINISTRATOR).email
    tokens = client.tokens("/sign-in")
    wrong = {**tokens, "email": email, "password": "wrong password"}
    assert {client.post("/sign-in", data=wrong).status_code for _ in range(8)} == {422}
    more = wrong | {"email": spelling.format(email.upper())}
    assert client.post("/sign-in", data=more).status_code == 429


def test_nothing_waits_for_a_password_to_be_checked(
    client: Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashing is slow on purpose, and on SQLite a write transaction keeps all others waiting."""
    with database.transaction(COMMAND_LINE) as db:
        email = an_account(db, Role.ADMINISTRATOR).email
    open_now: list[str] = []

    class Watched(PasswordHasher):
        def hash(self, *args: Any, **options: Any) -> str:
            assert not open_now
            return super().hash(*args, **options)

        def verify(self, *args: Any) -> Any:
            assert not open_now
            return super().verify(*args)

    engine = client.application.extensions["payback"].database.engine
    monkeypatch.setattr(passwords, "_hasher", Watched(time_cost=1, memory_cost=8, parallelism=1))
    event.listen(engine, "begin", lambda c: note(c, open_now))
    event.listen(engine, "commit", lambda _: open_now.clear())
    event.listen(engine, "rollback", lambda _: open_now.clear())

    client.send("/sign-in", {"email": email, "password": "wrong password"}, status=422)
    client.send("/sign-in", {"email": email, "password": PASSWORD}, status=200)
    new = {"current_password": PASSWORD, "new_password": "a quite different sentence"}
    client.send("/account/password", new, status=200)
    account = {"email": "new@example.org", "name": "New", "role": "administrator"}
    client.send("/accounts/new", account | {"password": "violet harbour ninety"}, status=200)
    assert "new@example.org" in client.words


def note(connection: Connection, open_now: list[str]) -> None:
    if connection.get_execution_options().get(WRITES) is not None:
        open_now.append("a write transaction")


def test_signing_in_is_no_change_of_the_account(client: Client, database: Database) -> None:
    """Neither refuses another sign-in at the same moment nor makes an open page stale."""
    with database.transaction(COMMAND_LINE) as db:
        account = an_account(db, Role.ADMINISTRATOR)
        before, email = account.version, account.email
    client.send("/sign-in", {"email": email, "password": PASSWORD})
    with database.transaction(COMMAND_LINE) as db:
        after = db.scalars(select(Account).where(Account.email == email)).one()
        assert (after.version, after.last_signed_in_at is None) == (before, False)
