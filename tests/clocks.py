"""Run the tests and the smoke test on days that are unlike others.

``python -m tests.clocks`` runs everything under each clock; ``python -m tests.clocks week-53
-n 2 tests/journeys`` one clock and what pytest is told; ``python -m tests.clocks late smoke`` the
smoke test alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from payback.core import clock
from tests.support.shifting import CLOCKS, living_at, next_instant

if TYPE_CHECKING:
    from datetime import datetime

EVERYTHING = ["-n", "2", "--dist", "loadgroup"]
# The library that shifts clocks is loaded at Python's start, before pytest could rewrite it.
PYTEST = ["-m", "pytest", "-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"]
SMOKE = ["-m", "tests.smoke"]


def passes(name: str, steps: list[list[str]]) -> bool:
    """Run each step under a clock, whatever became of the others; return whether all pass."""
    instant = next_instant(name, clock.today())
    return all([_passes(name, step, instant) for step in steps])


def _passes(name: str, step: list[str], instant: datetime) -> bool:
    say(f"{name}: {' '.join(step)} at {clock.in_london(instant):%A %d %B %Y, %H:%M}")
    environment = os.environ | living_at(instant)
    well = subprocess.run([sys.executable, *step], env=environment, check=False).returncode == 0
    if not well:
        say(f"FAULT under the clock {name}")
    return well


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"  {line}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Go through the named clocks, or all of them."""
    names = [each for each in arguments if each in CLOCKS] or list(CLOCKS)
    others = [each for each in arguments if each not in CLOCKS]
    steps = [[*PYTEST, *others]] if others else [[*PYTEST, *EVERYTHING], SMOKE]
    steps = [SMOKE] if others == ["smoke"] else steps
    failed = [name for name in names if not passes(name, steps)]
    say(f"{len(names) - len(failed)} of {len(names)} clocks passed; failed: {failed or 'none'}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
