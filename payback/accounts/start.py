"""What the accounts of a database say against starting with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from payback.accounts.queries import open_demonstration_accounts
from payback.config import ConfigError
from payback.core.errors import Busy

if TYPE_CHECKING:
    from payback.config import Config
    from payback.core.db import Database

REFUSED = (
    "Set DATABASE_URL to another database: this one holds {count} open accounts of a "
    "demonstration, whose password everybody knows. Or close them: "
    "payback user close-demonstration."
)


def refuse_demonstration_accounts(config: Config, database: Database) -> None:
    """Refuse to start production on a database in which demonstration accounts are open.

    A database that does not answer, or has no such table yet, is told elsewhere.

    Raises
    ------
    ConfigError
        With a sentence that says what to do.
    """
    if config.demonstration:
        return
    try:
        with database.reading() as db:
            count = open_demonstration_accounts(db)
    except (SQLAlchemyError, Busy):
        return
    if count:
        database.close()
        raise ConfigError([REFUSED.format(count=count)])
