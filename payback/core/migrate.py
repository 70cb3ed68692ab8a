"""Migrations from inside the service: the same tree for both databases."""

from __future__ import annotations

from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from payback.config import Config


def upgrade(config: Config, revision: str = "head") -> None:
    """Bring the database to a revision.

    Parameters
    ----------
    revision
        ``head``, or the number of a migration such as ``0004``.
    """
    command.upgrade(alembic_config(config), revision)


def write_migration(config: Config, message: str) -> None:
    """Write the next numbered migration: what the models have and the migrations have not.

    Compares with a scratch database, so that no data of yours is touched.
    """
    with TemporaryDirectory() as folder:
        scratch = replace(config, database_url=f"sqlite:///{folder}/scratch.sqlite")
        settings = alembic_config(scratch)
        settings.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        command.upgrade(settings, "head")
        newest = ScriptDirectory.from_config(settings).get_current_head() or "0000"
        number = f"{int(newest) + 1:04d}"
        command.revision(settings, message=message, autogenerate=True, rev_id=number)


def alembic_config(config: Config) -> AlembicConfig:
    """Return Alembic's settings for a configuration of ours."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(config.migrations_dir))
    settings.set_main_option("path_separator", "os")
    settings.set_main_option("prepend_sys_path", str(config.migrations_dir.parent))
    settings.set_main_option("sqlalchemy.url", config.database_url.replace("%", "%%"))
    return settings
