"""How the parts stand that one command runs together: written by it, read by ``/health``."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from payback.core import clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from payback.config import Config

REMEMBERED = timedelta(hours=24)
MOST_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One child process: whether it runs, and when it had to be started again."""

    running: bool
    restarted_at: list[datetime] = field(default_factory=list)

    @property
    def restarts_today(self) -> int:
        """How often it was started again in the last 24 hours."""
        since = clock.now() - REMEMBERED
        return sum(1 for at in self.restarted_at if at > since)


def note(config: Config, found: Mapping[str, Part]) -> None:
    """Write how the parts stand, whole or not at all; a full disk only keeps it unsaid."""
    values = {
        "process": os.getpid(),
        "parts": {
            name: {
                "running": part.running,
                "restarted_at": [at.isoformat() for at in part.restarted_at[-MOST_REMEMBERED:]],
            }
            for name, part in found.items()
        },
    }
    path = _path(config)
    fresh = path.with_suffix(".part")
    try:
        fresh.write_text(json.dumps(values))
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)


def forget(config: Config) -> None:
    """Say no more: the parts have been stopped."""
    _path(config).unlink(missing_ok=True)


def siblings(config: Config) -> dict[str, Part]:
    """Return the parts that this process's parent runs; none if it was started alone."""
    try:
        values = json.loads(_path(config).read_text())
    except (OSError, ValueError):
        return {}
    if values["process"] != os.getppid():
        return {}
    return {
        name: Part(
            running=part["running"],
            restarted_at=[datetime.fromisoformat(at) for at in part["restarted_at"]],
        )
        for name, part in values["parts"].items()
    }


def _path(config: Config) -> Path:
    return config.data_dir / "parts.json"
