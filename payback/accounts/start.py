"""What a database must be before a process uses it, its accounts included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.accounts.queries import open_demonstration_accounts
from payback.core.errors import Away
from payback.core.revisions import require_migrated

if TYPE_CHECKING:
    from payback.config import Config
    from payback.core.db import Database

REFUSED = (
    "Set DATABASE_URL to another database: this one holds {count} open accounts of a "
    "demonstration, whose password everybody knows. Or close them: "
    "payback user close-demonstration."
)


def require_usable(database: Database, config: Config) -> None:
    """Refuse a database that is not migrated, and for production one that a demonstration left.

    Raises
    ------
    Away
        With a sentence for the operator that says what to do.
    """
    require_migrated(database, config)
    if config.demonstration:
        return
    with database.reading() as db:
        count = open_demonstration_accounts(db)
    if count:
        raise Away(REFUSED.format(count=count), found="a demonstration's")
