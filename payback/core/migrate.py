"""Migrations from inside the service: the same tree for both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config as AlembicConfig

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


def alembic_config(config: Config) -> AlembicConfig:
    """Return Alembic's settings for a configuration of ours."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(config.migrations_dir))
    settings.set_main_option("path_separator", "os")
    settings.set_main_option("prepend_sys_path", str(config.migrations_dir.parent))
    settings.set_main_option("sqlalchemy.url", config.database_url.replace("%", "%%"))
    return settings
