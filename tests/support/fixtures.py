"""The application and its database, for the tests that need them.

Tests of one module need neither, and are not made to wait for them: `tests/conftest.py` knows
nothing of this; the folders of tests that do take it in by a ``conftest`` of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from payback.app import create_app
from payback.core.access import COMMAND_LINE, Role
from payback.core.db import Database
from tests.support import databases
from tests.support.builders import PASSWORD, an_account, an_area
from tests.support.client import Client
from tests.support.compiled import (
    share_compiled_routes,
    share_compiled_statements,
    share_compiled_templates,
)
from tests.support.configs import a_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

    from payback.areas.models import Area
    from payback.config import Config

share_compiled_routes()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of this process's databases, the same for all who take these fixtures in."""
    folder = tmp_path_factory.getbasetemp() / "templates"
    folder.mkdir(exist_ok=True)
    yield folder
    if databases.postgres_server(folder):
        databases.postgres_database(folder).drop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, templates: Path, tmp_path: Path) -> str:
    """The address of an empty, migrated database, once on each kind of server."""
    if request.param == "sqlite":
        return databases.new_sqlite(databases.sqlite_template(templates), tmp_path)
    return databases.postgres_database(templates).fresh()


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """Settings for a test."""
    return a_config(data_dir=tmp_path, database_url=database_url)


@pytest.fixture
def database(config: Config) -> Iterator[Database]:
    """The database of a test, without a web application."""
    database = Database(config.database_url)
    share_compiled_statements(database)
    yield database
    database.close()


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The web application of a test; its errors are seen, not turned into pages."""
    app = create_app(config)
    app.testing = True
    app.test_client_class = Client
    share_compiled_templates(app)
    share_compiled_statements(app.extensions["payback"].database)
    yield app
    app.extensions["payback"].database.close()


@pytest.fixture
def client(app: Flask) -> Client:
    """Somebody who has not signed in."""
    client = app.test_client()
    assert isinstance(client, Client)
    return client


@pytest.fixture
def barnet(database: Database) -> Area:
    """The area that most tests happen in."""
    with database.transaction(COMMAND_LINE) as db:
        return an_area(db)


@pytest.fixture
def signed_in(app: Flask, database: Database, barnet: Area) -> Callable[[Role], Client]:
    """Return a client that has signed in with a role, in Barnet."""

    def sign_in(role: Role) -> Client:
        with database.transaction(COMMAND_LINE) as db:
            account = an_account(db, role, areas=[barnet])
        client = app.test_client()
        assert isinstance(client, Client)
        client.sign_in(account.email, PASSWORD)
        return client

    return sign_in
