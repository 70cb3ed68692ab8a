"""Run the tests and the smoke test on days that are unlike others.

``python -m tests.clocks`` runs everything under each clock; ``python -m tests.clocks week-53
-n 2 tests/journeys`` one clock and what pytest is told.
"""

from __future__ import annotations

import os
import subprocess
import sys

from payback.core import clock
from tests.support.shifting import CLOCKS, living_at, next_instant

EVERYTHING = ["-n", "2", "--dist", "loadgroup"]
# The library that shifts clocks is loaded at Python's start, before pytest could rewrite it.
PYTEST = ["-m", "pytest", "-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"]


def passes(name: str, arguments: list[str]) -> bool:
    """Return whether everything passes under a clock."""
    instant = next_instant(name, clock.today())
    steps = [[*PYTEST, *(arguments or EVERYTHING)]]
    steps += [] if arguments else [["-m", "tests.smoke"]]
    for step in steps:
        say(f"{name}: {' '.join(step)} at {clock.in_london(instant):%A %d %B %Y, %H:%M}")
        environment = os.environ | living_at(instant)
        if subprocess.run([sys.executable, *step], env=environment, check=False).returncode:
            say(f"FAULT under the clock {name}")
            return False
    return True


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"  {line}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Go through the named clocks, or all of them."""
    names = [each for each in arguments if each in CLOCKS] or list(CLOCKS)
    others = [each for each in arguments if each not in CLOCKS]
    failed = [name for name in names if not passes(name, others)]
    say(f"{len(names) - len(failed)} of {len(names)} clocks passed; failed: {failed or 'none'}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
