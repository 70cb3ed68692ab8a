"""Running tests on changed functions: one run of pytest, one forked process a change."""

from __future__ import annotations

import gc
import os
import signal
from collections import defaultdict
from enum import StrEnum
from functools import _lru_cache_wrapper
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING

import coverage
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tools.mutation.changes import Change

MOST_SECONDS = 40.0
"""How much testing, as the tests took before, a change is worth; the quickest tests come first."""
SPARE_SECONDS = 15.0
FAILED = 1
"""How a process ends in which a test failed; above it, in which nothing could be tried."""


class Outcome(StrEnum):
    """What became of a change."""

    KILLED = "killed"
    HUNG = "hung"
    SURVIVED = "survived"
    UNREACHED = "unreached"


class Trial:
    """A plugin of pytest that runs the tests once, then some of them again for each change.

    Parameters
    ----------
    changes
        What to try, of files that the tests import.
    keep
        Told each change and its outcome.
    """

    def __init__(self, changes: Sequence[Change], keep: Callable[[Change, Outcome], None]) -> None:
        self._changes, self._keep = changes, keep
        self._files = sorted({str(Path(each.file).resolve()) for each in changes})
        self._seconds: dict[str, float] = defaultdict(float)
        self._failed: set[str] = set()
        self._skipped: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of the usual run."""
        by_line = self._learn(session.items)
        for change in self._changes:
            lines = by_line.get((str(Path(change.file).resolve()), change.line), set())
            chosen = self._worth_running(session.items, lines)
            self._keep(change, self._try(change, chosen, session.items[0]))
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how long a test took and whether it failed."""
        self._seconds[report.nodeid] += report.duration
        if report.failed:
            self._failed.add(report.nodeid)
        if report.skipped:
            self._skipped.add(report.nodeid)

    def _learn(self, items: Sequence[pytest.Item]) -> dict[tuple[str, int], set[str]]:
        """Run every test; return which tests pass each line of the files."""
        measured = coverage.Coverage(
            data_file=None, config_file=False, include=self._files, messages=False
        )
        measured.start()
        for item, following in zip(items, [*items[1:], items[0]], strict=True):
            measured.switch_context(item.nodeid)
            _run(item, following)
        measured.stop()
        data = measured.get_data()
        return {
            (file, line): set(tests)
            for file in self._files
            for line, tests in data.contexts_by_lineno(file).items()
        }

    def _worth_running(self, items: Iterable[pytest.Item], names: set[str]) -> list[pytest.Item]:
        """Return the tests of a line, quickest first, as many as are worth their time."""
        usable = names - self._failed - self._skipped
        found = [item for item in items if item.nodeid in usable]
        chosen: list[pytest.Item] = []
        spent = 0.0
        for item in sorted(found, key=lambda item: self._seconds[item.nodeid]):
            spent += self._seconds[item.nodeid]
            if chosen and spent > MOST_SECONDS:
                break
            chosen.append(item)
        return chosen

    def _try(self, change: Change, chosen: Sequence[pytest.Item], anchor: pytest.Item) -> Outcome:
        if not chosen:
            return Outcome.UNREACHED
        expected = sum(self._seconds[item.nodeid] for item in chosen)
        child = os.fork()
        if child == 0:
            signal.alarm(round(SPARE_SECONDS + 3 * expected))
            _silence()
            try:
                status = self._fails(change, chosen, anchor)
            except BaseException:
                status = FAILED + 1
            os._exit(status)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return Outcome.HUNG
        if os.WEXITSTATUS(status) > FAILED:
            message = f"the change could not be tried: {change.key}"
            raise RuntimeError(message)
        return Outcome.KILLED if os.WEXITSTATUS(status) else Outcome.SURVIVED

    def _fails(self, change: Change, chosen: Sequence[pytest.Item], anchor: pytest.Item) -> int:
        """Return ``FAILED`` as soon as a test fails on the changed function, 0 if none does."""
        _put_in_place(change)
        for item, following in zip(chosen, [*chosen[1:], anchor], strict=True):
            _run(item, following)
            if self._failed & {item.nodeid}:
                return FAILED
        return 0


def _run(item: pytest.Item, following: pytest.Item) -> None:
    """Run a test; what belongs to the whole session stays set up for the one that follows."""
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _put_in_place(change: Change) -> None:
    """Give every function made from the original's source the changed code."""
    file = Path(change.file).resolve()
    changed = 0
    gc.unfreeze()  # what was set aside is not listed
    for each in gc.get_objects():
        kind = type(each)  # isinstance() asks proxies, some of which raise
        if kind is _lru_cache_wrapper:
            if getattr(each.__wrapped__, "__module__", "") == _module_of(change.file):
                each.cache_clear()
        elif kind is FunctionType:
            code = each.__code__
            if code.co_qualname == change.function and Path(code.co_filename).resolve() == file:
                each.__code__ = change.code.replace(co_filename=code.co_filename)
                changed += 1
    if not changed:
        message = f"nothing was made from {change.function}"
        raise LookupError(message)


def _module_of(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
