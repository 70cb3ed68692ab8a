"""A database that is away, empty, older or newer: a sentence, 503, and well again by itself."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from alembic import command
from click.testing import CliRunner
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from payback.app import create_app
from payback.cli import main
from payback.core.db import Database
from payback.core.migrate import alembic_config, upgrade
from payback.core.revisions import revision_of
from tests.support.configs import a_config
from tests.support.html import check_page
from tests.support.running import ROOT, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

    from payback.config import Config

COMMANDS = (
    ("areas", "load-london"),
    ("areas", "list"),
    ("user", "list"),
    ("user", "add", "a@example.org", "--name", "A", "--role", "manager"),
    ("user", "password", "a@example.org"),
    ("plan", "--area", "E09000003", "--from", "2026-11-02"),
    ("rota", "replay", "1"),
    ("seed",),
    ("web", "--port", "0"),
    ("web", "--production", "--port", "0"),
    ("serve", "--port", "0"),
    ("work",),
)


@pytest.fixture
def empty(tmp_path: Path) -> Config:
    """Settings with a database that nobody has migrated."""
    return a_config(data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'new.sqlite'}")


@pytest.fixture
def real_app(config: Config) -> Iterator[Flask]:
    """The application as people meet it: its errors are pages."""
    app = create_app(config)
    yield app
    app.extensions["payback"].database.close()


def variables(config: Config) -> dict[str, str]:
    return {
        "PAYBACK_MODE": "test",
        "PAYBACK_SECRET_KEY": config.secret_key,
        "PAYBACK_DATA_DIR": str(config.data_dir),
        "DATABASE_URL": config.database_url,
    }


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_every_command_says_to_migrate_first(arguments: tuple[str, ...], empty: Config) -> None:
    result = CliRunner().invoke(main, list(arguments), env=variables(empty))
    assert result.exit_code == 1
    assert result.output == "The database has no tables yet. Run: payback migrate\n"


def test_checking_the_settings_says_to_migrate_and_makes_no_database(empty: Config) -> None:
    settings = variables(empty) | {"PAYBACK_DATA_DIR": str(empty.data_dir / "later")}
    for changes in ({}, {"DATABASE_URL": ""}):
        result = CliRunner().invoke(main, ["check-config"], env=settings | changes)
        assert result.exit_code == 0, result.output
        assert "! The database has no tables yet. Run: payback migrate" in result.output
    assert list(empty.data_dir.rglob("*.sqlite")) == []


def test_a_variable_that_is_misspelt_is_pointed_out_and_a_wrong_one_refused(empty: Config) -> None:
    for name, value, status, said in (
        ("PAYBACK_MIAL", "smtp", 0, "! PAYBACK_MIAL is set and read by nobody. PAYBACK_MAIL may"),
        ("PAYBACK_LIMITER_URL", "nonsense://x", 1, "✗ Set PAYBACK_LIMITER_URL to"),
        ("DATABASE_URL", "postgresql+psycopg://a:secret@b:c/d", 1, "✗ Set DATABASE_URL to"),
    ):
        result = CliRunner().invoke(main, ["check-config"], env=variables(empty) | {name: value})
        assert result.exit_code == status, result.output
        assert said in result.output
        assert "secret@" not in result.output


def test_a_database_of_an_older_version_is_refused_until_it_is_migrated(config: Config) -> None:
    command.downgrade(alembic_config(config), "-1")
    app = create_app(config)
    with app.test_client() as client:
        refused = client.get("/")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
        health = client.get("/health")
        assert (health.status_code, health.json["database"]) == (503, "not migrated")  # type: ignore[index]
        assert health.headers["Retry-After"] == "30"
        upgrade(config)
        assert client.get("/").status_code == 200
        assert client.get("/health").json["database"] == "well"  # type: ignore[index]
    app.extensions["payback"].database.close()


def test_a_database_of_a_newer_version_is_refused_with_what_to_do(config: Config) -> None:
    database = Database(config.database_url)
    with database.engine.begin() as connection:
        before = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    said = [
        CliRunner().invoke(main, arguments, env=variables(config))
        for arguments in (["user", "list"], ["migrate"], ["demonstrate", "--port", "0"], ["work"])
    ]
    with database.engine.begin() as connection:
        back = text("UPDATE alembic_version SET version_num = :before")
        connection.execute(back, {"before": before})
    database.close()
    for result in said:
        assert result.exit_code == 1
        assert len(result.output.splitlines()) == 1
        assert "9999, which is newer than this version" in result.output


def test_of_two_that_migrate_at_once_one_waits_and_both_end_well(
    config: Config, empty: Config
) -> None:
    chosen = config if "postgresql" in config.database_url else empty
    if chosen is config:
        command.downgrade(alembic_config(config), "base")
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "payback", "migrate"],
            cwd=ROOT,
            env=clean_environment(**variables(chosen)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    printed = [each.communicate(timeout=120)[0] for each in started]
    assert [each.returncode for each in started] == [0, 0], printed
    assert printed == ["The database is up to date.\n"] * 2
    database = Database(chosen.database_url)
    assert revision_of(database) is not None
    database.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_a_lost_postgresql_is_503_and_well_again_by_itself(real_app: Flask, config: Config) -> None:
    client = real_app.test_client()
    assert client.get("/sign-in").status_code == 200
    url = make_url(config.database_url)
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS false'))
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
        connection.execute(text(end), {"name": url.database})
        try:
            page = client.get("/")
            data = client.get("/", headers={"Accept": "application/json"})
            feed = client.get("/calendars/" + "B" * 43 + ".ics")
            health = client.get("/health")
        finally:
            connection.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS true'))
    server.dispose()
    for each in (page, data, feed):
        assert (each.status_code, each.headers["Retry-After"]) == (503, "30")
    check_page(page.text)
    assert "cannot reach its database" in page.text
    assert "cannot reach its database" in data.json["error"]  # type: ignore[index]
    assert feed.content_type == "text/plain; charset=utf-8"
    assert health.json["database"] == "not reachable"  # type: ignore[index]
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_connections_that_postgresql_drops_cost_nobody_a_page(
    real_app: Flask, config: Config
) -> None:
    client = real_app.test_client()
    assert client.get("/sign-in").status_code == 200
    url = make_url(config.database_url)
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
    with server.connect() as connection:
        ended = connection.execute(text(end), {"name": url.database}).all()
    server.dispose()
    assert ended, "there was a connection to drop"
    assert client.get("/sign-in").status_code == 200
    assert client.get("/health").json["database"] == "well"  # type: ignore[index]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_lost_sqlite_file_is_503_and_well_again_by_itself(
    real_app: Flask, tmp_path: Path
) -> None:
    client = real_app.test_client()
    assert client.get("/").status_code == 200
    real_app.extensions["payback"].database.close()
    away = tmp_path.with_name(f"{tmp_path.name}-away")
    tmp_path.rename(away)
    page = client.get("/")
    away.rename(tmp_path)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_counter_in_a_redis_that_is_away_counts_in_memory(config: Config) -> None:
    app = create_app(replace(config, limiter_url="redis://127.0.0.1:1/0"))
    client = app.test_client()
    wrong = {"email": "a@example.org", "password": "wrong wrong"}
    app.config["WTF_CSRF_ENABLED"] = False
    statuses = [client.post("/sign-in", data=wrong).status_code for _ in range(9)]
    assert statuses == [422] * 8 + [429]
    app.extensions["payback"].database.close()
