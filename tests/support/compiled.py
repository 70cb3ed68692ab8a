"""Templates compiled once a process, not once for each test's application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import BytecodeCache

from payback.core.templating import PageEnvironment

if TYPE_CHECKING:
    from flask import Flask
    from jinja2.bccache import Bucket


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


def share_compiled_templates(app: Flask) -> None:
    """Let an application use what earlier ones have compiled."""
    environment = app.jinja_env
    environment.bytecode_cache = STRICT
    if isinstance(environment, PageEnvironment) and environment.lenient is not None:
        environment.lenient.bytecode_cache = LENIENT
