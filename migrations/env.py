"""Alembic's entry: the same migrations on SQLite and PostgreSQL."""

from alembic import context
from sqlalchemy import create_engine

from payback.core.columns import Base, UtcDateTime
from payback.registry import MODELS

assert MODELS, "the registry imports every table"


def render_type(kind: str, item: object, _context: object) -> str | bool:
    """Write our own instant as plain SQLAlchemy, so that migrations never import the service."""
    return (
        "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False
    )


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
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
