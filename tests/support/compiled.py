"""What every test's application would compile anew, compiled once a process.

Templates, SQL statements and routes: none of them depends on the test, and together they take
longer than most tests do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask
from jinja2 import BytecodeCache
from werkzeug.routing import Rule

from payback.core.templating import PageEnvironment

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.bccache import Bucket
    from sqlalchemy import Dialect

    from payback.core.db import Database


class MemoryCache(BytecodeCache):
    """Keeps compiled templates by the key of their name and the checksum of their source."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a compiled template back, if its source is still the same."""
        found = self._kept.get((bucket.key, bucket.checksum))
        if found is not None:
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template."""
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


STRICT, LENIENT = MemoryCache(), MemoryCache()
_dialects: dict[str, Dialect] = {}
_statements: dict[Any, Any] = {}
_builders: dict[Any, Callable[..., tuple[str, str]]] = {}


def share_compiled_templates(app: Flask) -> None:
    """Let an application use what earlier ones have compiled."""
    environment = app.jinja_env
    environment.bytecode_cache = STRICT
    if isinstance(environment, PageEnvironment) and environment.lenient is not None:
        environment.lenient.bytecode_cache = LENIENT


def share_compiled_statements(database: Database) -> None:
    """Let a database use what earlier ones of its kind have compiled.

    SQLAlchemy keeps a statement by its dialect, one object an engine: so the first one, which
    has met the server, serves all.
    """
    engine = database.engine
    if engine.name not in _dialects:
        engine.connect().close()
        _dialects[engine.name] = engine.dialect
    engine.dialect = _dialects[engine.name]
    engine.update_execution_options(compiled_cache=_statements)


class SharedRule(Rule):
    """A route whose function for building addresses is made once for all applications."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (tuple(self._trace), append_unknown)
        if self.defaults:
            return super()._compile_builder(append_unknown)
        if key not in _builders:
            _builders[key] = super()._compile_builder(append_unknown)
        return _builders[key]


def share_compiled_routes() -> None:
    """Let each application of this process use what earlier ones have made of its routes."""
    Flask.url_rule_class = SharedRule
