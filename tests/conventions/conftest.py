"""Some conventions are read off the application as it runs."""

from tests.support.fixtures import (
    app,
    barnet,
    client,
    config,
    database,
    database_url,
    signed_in,
    templates,
)

__all__ = [
    "app",
    "barnet",
    "client",
    "config",
    "database",
    "database_url",
    "signed_in",
    "templates",
]
