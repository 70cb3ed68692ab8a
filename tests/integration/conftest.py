"""Tests against the whole application, on both databases."""

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
