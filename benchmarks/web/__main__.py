"""`make bench-web`: measure each page alone, then sixty people at once, and write `web.md`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from benchmarks.web import alone, together
from benchmarks.web.first_paint import first_visits
from benchmarks.web.pages import examples, pages_of, sign_ins
from benchmarks.web.report import Measured, report
from benchmarks.web.server import prepare, production
from payback.core.db import Database
from tests.support.databases import LOCAL
from tests.support.running import ROOT


def main(arguments: list[str] | None = None) -> int:
    """Measure and write the report; status 1 if the pages are slower than wanted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web")
    parser.add_argument("--seconds", type=int, default=60, help="how long sixty people work")
    parser.add_argument("--years", type=int, default=1, help="how much past there is")
    options = parser.parse_args(arguments)
    url = prepare(os.environ.get("PAYBACK_TEST_POSTGRES", LOCAL), options.years)
    found = measure(url, options.seconds)
    text = report(found, options.years)
    name = "web.md" if options.years == 1 else f"web-{options.years}-years.md"
    Path(ROOT, "benchmarks", name).write_text(text)
    print(text)
    return 0 if found.reached else 1


def measure(url: str, seconds: int) -> Measured:
    """Measure one thing after another, so that none takes the processors from the next."""
    database = Database(url)
    with database.reading() as db:
        pages, emails = pages_of(examples(db)), sign_ins(db)
    database.close()
    asked = alone.queries(url, pages, emails)
    bare = alone.bare_cost()
    with production(url) as server:
        return Measured(
            bare=bare,
            queries=asked,
            costs=alone.costs(server, pages, emails),
            load=together.load(server, pages, emails, seconds),
            visits=first_visits(server.port, emails),
        )


if __name__ == "__main__":
    sys.exit(main())
