"""Every topic of kept answers is known to whoever writes: it is named in the registry."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import payback
from payback import registry
from payback.core.answers import Topic

ROOT = Path(__file__).parents[2]
TELL = "from payback.core.answers.topics import TOPICS; print(*sorted(TOPICS))"


def topics_of_all_modules() -> set[str]:
    """Return the topics that any module of the service makes."""
    found = set()
    for each in walk_packages(payback.__path__, "payback."):
        if not each.name.endswith("__main__"):
            values = vars(import_module(each.name)).values()
            found |= {value.name for value in values if isinstance(value, Topic)}
    return found


def test_every_topic_is_named_in_the_registry() -> None:
    named = {
        value.name
        for module in registry.ANSWERS
        for value in vars(module).values()
        if isinstance(value, Topic)
    }
    assert named == topics_of_all_modules()


def test_command_line_and_web_know_every_topic_from_their_start() -> None:
    for start in ("payback.cli", "payback.app"):
        done = subprocess.run(
            [sys.executable, "-c", f"import {start}; {TELL}"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert set(done.stdout.split()) == topics_of_all_modules()
