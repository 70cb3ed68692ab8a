"""Sixty people at once, from a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.web.pages import PEOPLE
from tests.support.running import ROOT

if TYPE_CHECKING:
    from benchmarks.web.pages import Page
    from benchmarks.web.server import Served

START_SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What sixty people met.

    Parameters
    ----------
    times
        Milliseconds of each answer, by page.
    failed
        Answers with a status of 400 or above.
    seconds
        How long they went on.
    cpu_seconds
        What the server used of the processors from the first sign-in on.
    """

    times: dict[str, list[float]]
    failed: int
    seconds: float
    cpu_seconds: float

    @property
    def every(self) -> list[float]:
        """The milliseconds of all answers."""
        return [each for times in self.times.values() for each in times]

    @property
    def cpu_a_page(self) -> float:
        """Milliseconds of processors that a page of the mix cost."""
        return self.cpu_seconds / max(1, len(self.every)) * 1000


def load(server: Served, pages: list[Page], emails: dict[str, list[str]], seconds: int) -> Load:
    """Let everybody work for so many seconds."""
    task = {"port": server.port, "people": _people(pages, emails), "seconds": seconds}
    begun = server.processor_seconds()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.web.load"],
        cwd=ROOT,
        input=json.dumps(task),
        stdout=subprocess.PIPE,
        check=True,
        timeout=seconds + START_SECONDS,
        text=True,
    )
    used = server.processor_seconds() - begun
    found = json.loads(done.stdout)
    times: dict[str, list[float]] = defaultdict(list)
    for page, _, took in found["answers"]:
        times[page].append(took * 1000)
    failed = sum(status >= 400 for _, status, _ in found["answers"])
    return Load(times=times, failed=failed, seconds=found["seconds"], cpu_seconds=used)


def _people(pages: list[Page], emails: dict[str, list[str]]) -> list[dict[str, object]]:
    people: list[dict[str, object]] = []
    for role, count in PEOPLE.items():
        addresses = [each.address for each in pages if each.role == role for _ in range(each.often)]
        mine = emails.get(role, [""])
        people += [
            {"role": role, "email": mine[number % len(mine)], "pages": addresses}
            for number in range(count)
        ]
    return people
