"""A process of production that takes the place of one that died comes up, whatever has changed."""

from __future__ import annotations

import os
import shutil
import signal
import time
from typing import TYPE_CHECKING

import pytest
import requests
from alembic import command
from click.testing import CliRunner

from payback.accounts.service import close_demonstration
from payback.cli import main
from payback.core.access import COMMAND_LINE, Role
from payback.core.migrate import alembic_config, upgrade
from tests.support.builders import an_account
from tests.support.running import RunningService, children_of
from tests.unit.core.test_config import SAFE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from payback.config import Config
    from payback.core.db import Database

    Change = Callable[[Config, Database], None]

PATIENCE_SECONDS = 90.0


@pytest.fixture
def production(config: Config, tmp_path: Path) -> Iterator[RunningService]:
    """Two processes in production, each of which has answered."""
    service = RunningService(
        tmp_path / "service",
        ("web", "--production", "--workers", "2", "--threads", "2"),
        **SAFE | {"DATABASE_URL": config.database_url},
    )
    try:
        wait_for(service, lambda: page(service) == 200)
        wait_for(service, lambda: len(children_of(service.process.pid)) == 2)
        yield service
    finally:
        service.process.terminate()
        assert service.process.wait(60) == 0, service.printed()[-3000:]


def wait_for(service: RunningService, what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert service.process.poll() is None, f"all has ended:\n{service.printed()[-3000:]}"
        assert time.monotonic() < deadline, service.printed()[-3000:]
        time.sleep(0.1)


def page(service: RunningService) -> int:
    try:
        return requests.get(f"{service.address}/sign-in", timeout=30).status_code
    except requests.RequestException:
        return 0


def replace_both(service: RunningService) -> None:
    """Kill both processes, one after the other, and wait for those that take their places."""
    before = set(children_of(service.process.pid))
    for each in before:
        os.kill(each, signal.SIGKILL)
        wait_for(service, lambda: len(set(children_of(service.process.pid)) - before) > 0)
    wait_for(service, lambda: len(set(children_of(service.process.pid)) - before) == 2)


def open_a_demonstration_account(_config: Config, database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        an_account(db, Role.ADMINISTRATOR, demonstration=True)


def close_it(_config: Config, database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        close_demonstration(db)


def take_a_migration_back(config: Config, _database: Database) -> None:
    command.downgrade(alembic_config(config), "-1")


def migrate_again(config: Config, _database: Database) -> None:
    upgrade(config)


@pytest.mark.parametrize(
    ("spoil", "mend", "said"),
    [
        (open_a_demonstration_account, close_it, "a demonstration's"),
        (take_a_migration_back, migrate_again, "not migrated"),
    ],
)
def test_on_a_database_that_may_not_be_used_it_answers_503_until_it_may(
    production: RunningService,
    config: Config,
    database: Database,
    spoil: Change,
    mend: Change,
    said: str,
) -> None:
    spoil(config, database)
    replace_both(production)
    wait_for(production, lambda: page(production) == 503)
    refused = requests.get(f"{production.address}/sign-in", timeout=30)
    assert refused.headers["Retry-After"] == "30"
    assert "The service is not ready" in refused.text
    health = requests.get(f"{production.address}/health", timeout=30)
    assert (health.status_code, health.json()["database"]) == (503, said)
    mend(config, database)
    assert [page(production) for _ in range(6)] == [200] * 6


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_comes_up_while_the_data_folder_is_gone(production: RunningService) -> None:
    away = production.folder.with_name("away")
    production.folder.rename(away)
    production.folder.write_text("not a folder")
    production.log = away / production.log.name
    replace_both(production)
    wait_for(production, lambda: page(production) == 200)
    production.folder.unlink()
    shutil.move(away, production.folder)
    production.log = production.folder / production.log.name


def test_no_backup_is_restored_under_it(
    production: RunningService, config: Config, tmp_path: Path
) -> None:
    backup, folder = tmp_path / "service.backup", str(production.folder)
    ours = SAFE | {"DATABASE_URL": config.database_url, "PAYBACK_DATA_DIR": folder}
    run = CliRunner(env=ours).invoke
    assert run(main, ["backup", str(backup)]).exit_code == 0
    refused = run(main, ["restore", str(backup), "--replace-everything"])
    assert refused.exit_code == 1
    assert "A web server is running" in refused.output
    assert page(production) == 200
