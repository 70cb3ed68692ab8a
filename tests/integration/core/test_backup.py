"""A backup holds everything, is taken from a running service, and comes back whole or not."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from click.testing import CliRunner, Result
from sqlalchemy import func, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from payback.accounts import sessions
from payback.accounts.models import Account, AccountSession
from payback.calendars.models import Feed
from payback.cli import main
from payback.core import jobs
from payback.core.access import COMMAND_LINE, WORKER, Role
from payback.core.backup.archive import BackupError, checked_manifest
from payback.core.backup.restore import restore
from payback.core.backup.rows import figures_of, tables_of
from payback.core.backup.take import take
from payback.core.db import Database
from payback.core.errors import Away
from payback.core.web_running import running_web, without_web
from payback.people import ledger
from payback.people.models import LedgerEntry, LedgerKind
from payback.policies.models import Policy
from payback.rota.models import Rota, RotaRun
from tests.support import databases
from tests.support.behind import behind
from tests.support.builders import (
    a_duty,
    a_project,
    a_requirement,
    a_session,
    a_supervisor,
    an_account,
    an_area,
)
from tests.support.configs import a_config
from tests.support.statistics import rows_counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from payback.config import Config

ENTRIES = 80
PICTURE = bytes(range(256)) * 8
POSTGRES = pytest.param("postgresql", marks=pytest.mark.postgres)


def fill(database: Database, folder: Path) -> None:
    """Write what is easily lost or bent: entries, instants, bytes, references forwards, files."""
    with database.transaction(COMMAND_LINE) as db:
        area = an_area(db)
        an_account(db, Role.MANAGER, areas=[area], name="Zoë O’Neill")
        requirement = ledger.locked(db, a_requirement(db, ordered_minutes=18_000).id)
        for minute in range(1, ENTRIES + 1):
            ledger.credit(
                db,
                requirement,
                kind=LedgerKind.ATTENDANCE,
                minutes=minute,
                worked_on=date(2026, 10, 25),
                reason="agreed",
                source="test",
                account_id=None,
            )
        run = RotaRun(area_id=area.id, first_on=date(2026, 11, 2), weeks=2, seconds=60)
        db.add(run)
        db.flush()
        first, second = (a_rota(area.id, run.id, date(2026, 11, day)) for day in (2, 9))
        db.add_all([first, second])
        db.flush()
        first.replaces_id = second.id
        jobs.enqueue(db, "mail", 1)
    (folder / "photographs").mkdir(parents=True)
    (folder / "photographs" / "one.jpg").write_bytes(PICTURE)
    (folder / "broker" / "queue").mkdir(parents=True)
    (folder / "broker" / "queue" / "bell").write_text("ring")


def a_rota(area_id: int, run_id: int, week_on: date) -> Rota:
    return Rota(
        run_id=run_id,
        area_id=area_id,
        week_on=week_on,
        status="optimal",
        objective=0.1,
        bound=1 / 3,
        search_seconds=1.5,
        problem_hash="hash",
        problem=b"\x00\xff",
        solution=b"",
    )


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table as text, for comparing."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(
                tuple(str(value).removesuffix("+00:00") for value in row)
                for row in connection.execute(
                    select(*(table.c[each] for each in sorted(table.c.keys())))
                )
            )
            for table in tables_of(connection)
        }


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=True):
        yield


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, templates: Path, tmp_path: Path) -> Config:
    """Settings with another database, of the kind that the test asks for."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    if getattr(request, "param", "sqlite") == "sqlite":
        url = databases.new_sqlite(databases.sqlite_template(templates), folder)
    else:
        url = databases.postgres_database(templates).fresh()
    return a_config(data_dir=folder, database_url=url)


@pytest.fixture
def taken(tmp_path: Path, database: Database, config: Config) -> Path:
    """A backup of a service that goes on running."""
    fill(database, config.data_dir)
    path = tmp_path / "service.backup"
    take(database, config, path)
    return path


@pytest.mark.parametrize(
    ("database_url", "elsewhere"),
    [("sqlite", "sqlite"), pytest.param("sqlite", "postgresql", marks=pytest.mark.postgres)],
    indirect=True,
)
def test_all_rows_and_files_come_back_on_either_kind_of_database(
    taken: Path, database: Database, elsewhere: Config
) -> None:
    restored = Database(elsewhere.database_url)
    manifest = restore(restored, elsewhere, taken, replacing=False)
    assert everything(restored) == everything(database)
    assert manifest.figures["ledger_entries"]["minutes"] == sum(range(1, ENTRIES + 1))
    with restored.reading() as db:
        assert db.execute(select(func.sum(LedgerEntry.minutes))).scalar_one() == 3240
    picture = elsewhere.data_dir / "photographs" / "one.jpg"
    assert picture.read_bytes() == PICTURE
    assert stat.S_IMODE(picture.stat().st_mode) == 0o600
    assert not (elsewhere.data_dir / "broker").exists()
    assert rows_counted(restored, "ledger_entries") == ENTRIES
    goes_on_as_before(restored)
    restored.close()


@pytest.mark.parametrize("database_url", [POSTGRES], indirect=True)
def test_a_postgresql_moves_to_sqlite(taken: Path, database: Database, elsewhere: Config) -> None:
    restored = Database(elsewhere.database_url)
    restore(restored, elsewhere, taken, replacing=False)
    assert everything(restored).keys() == everything(database).keys()
    assert figures(restored) == figures(database)
    goes_on_as_before(restored)
    restored.close()


@pytest.mark.parametrize(
    ("database_url", "elsewhere"),
    [("sqlite", "sqlite"), pytest.param("sqlite", "postgresql", marks=pytest.mark.postgres)],
    indirect=True,
)
def test_nobody_is_signed_in_after_restoring_and_accounts_and_calendars_stay(
    database: Database, config: Config, elsewhere: Config, tmp_path: Path
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        account = an_account(db, Role.MANAGER)
        secret, email = sessions.begin(db, account), account.email
        db.add(Feed(supervisor_id=a_supervisor(db).id, secret_hash="kept", name="Phone"))
    path = tmp_path / "signed-in.backup"
    take(database, config, path)
    assert checked_manifest(path).figures["account_sessions"]["rows"] == 1
    restored = Database(elsewhere.database_url)
    restore(restored, elsewhere, path, replacing=False)
    with restored.reading() as db:
        assert sessions.standing_of(db, secret) is None
        assert db.scalars(select(AccountSession)).all() == []
        assert db.scalars(select(Account.email)).all() == [email]
        assert db.scalars(select(Feed.secret_hash)).all() == ["kept"]
    restored.close()


def figures(database: Database) -> object:
    with database.engine.connect() as connection:
        return figures_of(connection, tables_of(connection))


def goes_on_as_before(database: Database) -> None:
    """Check that ids go on, references hold and written lines stay written."""
    with database.transaction(COMMAND_LINE) as db:
        requirement = ledger.locked(db, 1)
        fresh = ledger.credit(
            db,
            requirement,
            kind=LedgerKind.ATTENDANCE,
            minutes=7,
            worked_on=date(2026, 10, 26),
            reason="agreed",
            source="test",
            account_id=None,
        )
        assert fresh.id == ENTRIES + 1
    with pytest.raises(DBAPIError), database.transaction(COMMAND_LINE) as db:
        behind(db, update(LedgerEntry).values(minutes=1))
    with pytest.raises(DBAPIError), database.transaction(COMMAND_LINE) as db:
        behind(db, update(Rota).values(replaces_id=999))
    with database.reading() as db:
        assert inspect(db.connection()).has_table("alembic_version")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_copied_file_alone_would_lose_is_in_the_backup(
    taken: Path, config: Config, tmp_path: Path
) -> None:
    alone = tmp_path / "alone.sqlite"
    shutil.copyfile(config.data_dir / "payback.sqlite", alone)
    with closing(sqlite3.connect(alone)) as copied:
        (lost,) = copied.execute("SELECT count(*) FROM ledger_entries").fetchone()
    assert lost == 0
    assert checked_manifest(taken).figures["ledger_entries"]["rows"] == ENTRIES


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("elsewhere", ["sqlite", POSTGRES], indirect=True)
def test_rows_from_before_a_rule_of_the_database_come_back_and_the_rule_holds(
    taken: Path, database: Database, config: Config, elsewhere: Config
) -> None:
    del taken
    with database.transaction(COMMAND_LINE) as db:
        project, supervisor = a_project(db), a_supervisor(db)
        sessions = [a_session(db, project), a_session(db, project, starts_at=time(9, 45))]
        query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        rules = db.execute(query).all()
        for name, _ in rules:
            db.execute(text(f'DROP TRIGGER "{name}"'))
        for session in sessions:
            a_duty(db, session, supervisor)
        for _, sql in rules:
            db.connection().exec_driver_sql(sql)
    path = config.data_dir / "overlapping.backup"
    take(database, config, path)
    restored = Database(elsewhere.database_url)
    restore(restored, elsewhere, path, replacing=False)
    assert figures(restored) == figures(database)
    with pytest.raises(DBAPIError), restored.transaction(COMMAND_LINE) as db:
        behind(db, text("UPDATE ledger_entries SET minutes = 1"))
    restored.close()


def test_only_its_owner_reads_a_backup_and_none_is_overwritten(
    taken: Path, database: Database, config: Config
) -> None:
    assert stat.S_IMODE(taken.stat().st_mode) == 0o600
    before = taken.read_bytes()
    with pytest.raises(BackupError, match="There is already a file"):
        take(database, config, taken)
    assert taken.read_bytes() == before
    assert [path.name for path in taken.parent.glob("*.part")] == []
    assert list(taken.parent.glob(".payback-backup-*")) == []


@pytest.mark.parametrize("name", ["nowhere/x.backup", "file/x.backup"])
def test_a_backup_that_cannot_be_written_there_says_so(
    database: Database, config: Config, tmp_path: Path, name: str
) -> None:
    (tmp_path / "file").touch()
    refused = run(config, "backup", tmp_path / name)
    assert refused.exit_code == 1
    assert refused.output.startswith("No file can be written in ")
    assert database.exists


def run(config: Config, *arguments: object) -> Result:
    variables = {
        "PAYBACK_MODE": "test",
        "PAYBACK_SECRET_KEY": config.secret_key,
        "PAYBACK_DATA_DIR": str(config.data_dir),
        "DATABASE_URL": config.database_url,
    }
    return CliRunner().invoke(main, [str(each) for each in arguments], env=variables)


def test_a_database_in_use_is_only_replaced_when_told_in_so_many_words(
    taken: Path, database: Database, config: Config
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        an_area(db, code="E09000001", name="City of London")
    (config.data_dir / "photographs" / "since.jpg").write_bytes(b"since")
    refused = run(config, "restore", taken)
    assert refused.exit_code == 1
    assert "nothing was restored" in refused.output
    assert "--replace-everything" in refused.output
    with database.reading() as db:
        assert db.execute(text("SELECT count(*) FROM areas")).scalar_one() == 2
    database.close()

    done = run(config, "restore", taken, "--replace-everything")
    assert done.exit_code == 0, done.output
    assert "80 ledger entries with 54 hours in all" in done.output
    with database.reading() as db:
        assert db.execute(text("SELECT count(*) FROM areas")).scalar_one() == 1
    assert not (config.data_dir / "photographs" / "since.jpg").exists()
    assert taken.exists()


def test_nothing_is_restored_while_a_worker_runs(
    taken: Path, database: Database, config: Config
) -> None:
    with database.transaction(WORKER) as db:
        jobs.say_alive(db, "worker one")
    refused = run(config, "restore", taken, "--replace-everything")
    assert refused.exit_code == 1
    assert "Stop web server and workers first" in refused.output
    with database.reading() as db:
        assert db.execute(select(func.count(LedgerEntry.id))).scalar_one() == ENTRIES


def test_nothing_is_restored_under_a_web_server_and_none_starts_meanwhile(
    taken: Path, database: Database, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGAPPNAME", "of the tests")
    with running_web(config), running_web(config):
        refused = run(config, "restore", taken, "--replace-everything")
    assert refused.exit_code == 1
    assert "A web server is running" in refused.output
    with database.reading() as db:
        assert db.execute(select(func.count(LedgerEntry.id))).scalar_one() == ENTRIES
    with (
        without_web(config, database) as alone,
        pytest.raises(Away, match="being restored"),
        running_web(config),
    ):
        pass
    assert alone


def test_a_web_server_of_another_folder_is_seen_by_its_database(
    taken: Path,
    database: Database,
    config: Config,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On another machine, as far as PostgreSQL is concerned."""
    monkeypatch.setenv("PGAPPNAME", "of the tests")
    other = Database(config.database_url)
    with running_web(replace(config, data_dir=tmp_path / "other")), other.engine.connect():
        database.close()
        refused = run(config, "restore", taken, "--replace-everything")
    other.close()
    assert refused.exit_code == 1
    assert "A web server is running" in refused.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_damaged_backup_changes_nothing(taken: Path, elsewhere: Config) -> None:
    content = bytearray(gzip.decompress(taken.read_bytes()))
    place = content.index(b"agreed")
    content[place : place + 6] = b"forged"
    damaged = taken.with_name("damaged.backup")
    damaged.write_bytes(gzip.compress(bytes(content), 1))
    cut = taken.with_name("cut.backup")
    cut.write_bytes(taken.read_bytes()[:2000])
    for path, words in (
        (damaged, "damaged: tables/ledger_entries"),
        (cut, "is not a whole backup"),
        (taken.with_name("none"), "There is no file"),
    ):
        refused = run(elsewhere, "restore", path)
        assert refused.exit_code == 1
        assert words in refused.output
    restored = Database(elsewhere.database_url)
    with restored.reading() as db:
        assert db.execute(select(func.count(LedgerEntry.id))).scalar_one() == 0
    restored.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_policies_that_were_changed_come_back_as_they_were(
    taken: Path, database: Database, config: Config, elsewhere: Config
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        behind(db, update(Policy).values(value=Policy.value + 1))
        changed = db.execute(select(Policy.value).order_by(Policy.id)).scalars().all()
    later = taken.with_name("later.backup")
    assert run(config, "backup", later).exit_code == 0
    assert run(elsewhere, "restore", later).exit_code == 0
    restored = Database(elsewhere.database_url)
    with restored.reading() as db:
        assert db.execute(select(Policy.value).order_by(Policy.id)).scalars().all() == changed
    restored.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_database_knows_its_sizes_after_restoring(taken: Path, elsewhere: Config) -> None:
    assert run(elsewhere, "restore", taken).exit_code == 0
    restored = Database(elsewhere.database_url)
    with restored.reading() as db:
        counted = db.execute(text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'ledger_entries'"))
        assert str(ENTRIES) in str(counted.scalars().first())
    restored.close()
