"""Alembic's entry: the same migrations on SQLite and PostgreSQL."""

import warnings

from alembic import context
from sqlalchemy import Column, Index, create_engine

from payback.core.columns import Base, UtcDateTime
from payback.registry import MODELS

assert MODELS, "the registry imports every table"


def render_type(kind: str, item: object, _context: object) -> str | bool:
    """Write our own instant as plain SQLAlchemy, so that migrations never import the service."""
    return (
        "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False
    )


def is_compared(item: object, _name: object, _kind: str, _reflected: bool, _other: object) -> bool:
    """Leave out indexes on expressions, which each database writes back in words of its own."""
    held = item.expressions if isinstance(item, Index) else ()
    return all(isinstance(each, Column) for each in held)


def run() -> None:
    """Run the migrations on the configured database."""
    engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_type,
            include_object=is_compared,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


with warnings.catch_warnings():
    # SQLite writes nothing back of such an index, and says so.
    warnings.filterwarnings("ignore", r"(?i).*skip.* expression-based index")
    run()
