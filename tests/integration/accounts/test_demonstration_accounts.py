"""A demonstration's accounts, whose password everybody knows, have no way into production."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from payback.app import create_app
from payback.cli import main
from payback.config import Mode
from payback.core.access import COMMAND_LINE, Role
from tests.support.builders import PASSWORD, an_account
from tests.support.client import Client
from tests.unit.core.test_config import SAFE

if TYPE_CHECKING:
    from pathlib import Path

    from payback.config import Config
    from payback.core.db import Database


@pytest.fixture
def held(database: Database) -> None:
    """Let the database hold an account of a demonstration."""
    with database.transaction(COMMAND_LINE) as db:
        an_account(db, Role.ADMINISTRATOR, demonstration=True)


@pytest.mark.usefixtures("held")
def test_production_answers_nothing_from_a_database_that_holds_them(config: Config) -> None:
    for mode, status in ((Mode.PRODUCTION, 503), (config.mode, 200)):
        app = create_app(replace(config, mode=mode))
        assert app.test_client().get("/sign-in").status_code == status
        app.extensions["payback"].database.close()


@pytest.mark.usefixtures("held")
def test_each_command_that_would_use_them_says_what_to_do(config: Config, tmp_path: Path) -> None:
    settings = SAFE | {"DATABASE_URL": config.database_url, "PAYBACK_DATA_DIR": str(tmp_path)}
    run = CliRunner(env=settings).invoke
    for command in (["check-config"], ["web"], ["web", "--production"], ["serve"], ["work"]):
        answer = run(main, command)
        assert answer.exit_code == 1, command
        assert "payback user close-demonstration" in answer.output
    closed = run(main, ["user", "close-demonstration"])
    assert closed.output == "1 demonstration accounts are closed.\n"
    assert run(main, ["check-config"]).exit_code == 0


def test_one_that_came_later_cannot_sign_in_and_its_session_ends(
    database: Database, config: Config
) -> None:
    production = create_app(replace(config, mode=Mode.PRODUCTION))
    demonstration = create_app(config)
    demonstration.test_client_class = production.test_client_class = Client
    assert production.test_client().get("/sign-in").status_code == 200
    with database.transaction(COMMAND_LINE) as db:
        email = an_account(db, Role.ADMINISTRATOR, demonstration=True).email
    before = demonstration.test_client()
    assert isinstance(before, Client)
    before.sign_in(email, PASSWORD)
    kept = before.get_cookie("session")
    assert kept is not None

    client = production.test_client()
    assert isinstance(client, Client)
    client.send("/sign-in", {"email": email, "password": PASSWORD}, status=422)
    assert client.errors() == ["Email address or password is not right"]
    client.set_cookie("session", kept.value)
    assert client.get("/accounts").status_code == 302
    for app in (production, demonstration):
        app.extensions["payback"].database.close()
