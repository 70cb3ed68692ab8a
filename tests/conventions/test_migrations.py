"""Migrations and models agree, forwards and back, on both databases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alembic import command
from sqlalchemy import inspect

from payback.core.migrate import alembic_config

if TYPE_CHECKING:
    from payback.config import Config
    from payback.core.db import Database


def test_the_migrations_make_what_the_models_say(config: Config) -> None:
    command.check(alembic_config(config))


def test_the_migrations_can_be_taken_back(config: Config, database: Database) -> None:
    command.downgrade(alembic_config(config), "base")
    left = set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    database.close()
    assert left == set()


def test_the_migrations_are_numbered_one_after_another(config: Config) -> None:
    names = sorted(path.name for path in (config.migrations_dir / "versions").glob("*.py"))
    numbers = [int(re.match(r"(\d{4})_\w+\.py$", name)[1]) for name in names]  # type: ignore[index]
    assert numbers == list(range(1, len(numbers) + 1))
