"""`make bench-web`: measure each page alone, then sixty people at once, and write `web.md`."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from sqlalchemy import select

from benchmarks.web.pages import BARE, PEOPLE, Page, examples, pages_of
from benchmarks.web.server import THREADS, WORKERS, Production, prepare
from benchmarks.web.visitor import Visitor
from payback.accounts.models import Account
from payback.core.access import Role
from payback.core.db import Database
from tests.support.databases import LOCAL
from tests.support.running import ROOT

Answers = dict[str, list[float]]
WANTED_MS = 500
REPEATS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one page costs when nobody else asks: milliseconds of processors, bytes."""

    cpu: float
    size: int


def main(arguments: list[str] | None = None) -> int:
    """Measure and write the report; status 1 if the pages are slower than wanted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    options = parser.parse_args(arguments)
    url = prepare(os.environ.get("PAYBACK_TEST_POSTGRES", LOCAL))
    database = Database(url)
    with database.reading() as db:
        pages = pages_of(examples(db))
        emails = _emails(database)
    database.close()
    with Production(url) as server:
        costs = _alone(server, pages, emails, options.repeats)
        begun = server.processor_seconds()
        answers, failed, seconds = _together(server.port, pages, emails, options.seconds)
        used = server.processor_seconds() - begun
    text = report(costs, answers, failed, seconds, used)
    Path(ROOT, "benchmarks", "web.md").write_text(text)
    print(text)
    every = [each for times in answers.values() for each in times]
    return 1 if failed or _at(every, 0.95) > WANTED_MS else 0


def _emails(database: Database) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    with database.reading() as db:
        accounts = db.execute(
            select(Account.role, Account.email)
            .where(Account.demonstration, Account.active)
            .order_by(Account.id)
        )
        for role, email in accounts:
            found[Role(role).value].append(email)
    return found


def _alone(
    server: Production, pages: list[Page], emails: dict[str, list[str]], repeats: int
) -> dict[str, Cost]:
    costs = {}
    for number, role in enumerate(PEOPLE, start=200):
        visitor = Visitor(server.port, number)
        if role in emails:
            visitor.sign_in(emails[role][0])
        for page in (each for each in pages if each.role == role):
            for _ in range(2 * WORKERS):
                visitor.get(page.address)
            begun = server.processor_seconds()
            for _ in range(repeats):
                _, content = visitor.get(page.address)
            cpu = (server.processor_seconds() - begun) / repeats * 1000
            costs[f"{role} {page.address}"] = Cost(cpu=cpu, size=len(content))
        visitor.close()
    return costs


def _together(
    port: int, pages: list[Page], emails: dict[str, list[str]], seconds: int
) -> tuple[Answers, int, float]:
    people = []
    for role, count in PEOPLE.items():
        addresses = [each.address for each in pages if each.role == role for _ in range(each.often)]
        mine = emails.get(role, [""])
        people += [
            {"role": role, "email": mine[number % len(mine)], "pages": addresses}
            for number in range(count)
        ]
    task = json.dumps({"port": port, "people": people, "seconds": seconds})
    command = [sys.executable, "-m", "benchmarks.web.load"]
    begun = perf_counter()
    done = subprocess.run(
        command,
        cwd=ROOT,
        input=task,
        stdout=subprocess.PIPE,
        check=True,
        timeout=seconds + 300,
        text=True,
    )
    found = json.loads(done.stdout)
    answers: Answers = defaultdict(list)
    for page, _, took in found["answers"]:
        answers[page].append(took * 1000)
    failed = sum(status >= 400 for _, status, _ in found["answers"])
    return answers, failed, min(found["seconds"], perf_counter() - begun)


def _at(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def report(
    costs: dict[str, Cost], answers: Answers, failed: int, seconds: float, used: float
) -> str:
    """Return the report."""
    every = [each for times in answers.values() for each in times]
    bare = max(0.1, costs[f"public {BARE}"].cpu)
    lines = [
        f"| `{page}` | {len(times)} | {statistics.median(times):,.0f} | {_at(times, 0.95):,.0f} "
        f"| {costs[page].cpu:.1f} | {costs[page].cpu / bare:.0f} | {costs[page].size:,} |"
        for page, times in sorted(answers.items())
    ]
    return f"""# The pages under load

Written by `make bench-web`: a year of London in PostgreSQL, gunicorn with {WORKERS} processes of
{THREADS} threads, {sum(PEOPLE.values())} people with a pause of one second between pages, from a
process of its own on the same {os.cpu_count()} processors.

{len(every):,} pages in {seconds:.0f} s, {len(every) / seconds:.1f} a second, {failed} failed;
median {statistics.median(every):,.0f} ms, 95 % within {_at(every, 0.95):,.0f} ms (wanted:
{WANTED_MS} ms). The mix cost {used / len(every) * 1000:.1f} ms of processor a page, sign-ins and
database included. CPU of a page is measured with nobody else there: web processes and the
database's. Bare is a small static file. Queries have budgets in
`tests/integration/test_budgets.py`.

| page | n | median ms | 95 % ms | CPU ms | times bare | bytes |
|---|--:|--:|--:|--:|--:|--:|
{chr(10).join(lines)}
"""


if __name__ == "__main__":
    sys.exit(main())
