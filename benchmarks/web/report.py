"""What is written to `benchmarks/web.md`."""

from __future__ import annotations

import os
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.web import first_paint
from benchmarks.web.pages import PEOPLE
from benchmarks.web.server import THREADS, WORKERS

if TYPE_CHECKING:
    from benchmarks.web.alone import Cost
    from benchmarks.web.first_paint import Visit
    from benchmarks.web.together import Load

WANTED_MS = 500
"""Within which 95 % of all answers should come while sixty people work."""
WANTED_MIX_MS, WANTED_PAGE_MS = 20, 40
"""What the mix and any page of it should cost of the processors at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All that was measured, by the names of the pages."""

    bare: Cost
    costs: dict[str, Cost]
    queries: dict[str, int]
    load: Load
    visits: dict[str, Visit]

    @property
    def reached(self) -> bool:
        """Whether nothing failed and what is wanted of all pages together is kept to."""
        quick = at(self.load.every, 0.95) <= WANTED_MS
        return quick and not self.load.failed and self.load.cpu_a_page <= WANTED_MIX_MS


def at(values: list[float], share: float) -> float:
    """Return the value that a share of the values lies below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def report(found: Measured, years: int) -> str:
    """Return the report as Markdown; what misses a wanted number stands in bold."""
    past = "a year" if years == 1 else f"{years} years"
    load, every = found.load, found.load.every
    mix = _marked(load.cpu_a_page, WANTED_MIX_MS)
    pages = "\n".join(_line(found, page) for page in sorted(load.times))
    return f"""# The pages under load

Written by `make bench-web`: {past} of London in PostgreSQL, gunicorn with {WORKERS} processes of
{THREADS} threads, {sum(PEOPLE.values())} people with a pause of one second between pages, from a
process of its own on the same {os.cpu_count()} processors.

{len(every):,} pages in {load.seconds:.0f} s, {len(every) / load.seconds:.1f} a second;
{load.failed} failed.

| | measured | wanted |
|---|--:|--:|
| half of the answers within | {statistics.median(every):,.0f} ms | |
| 95 % of the answers within | {_marked(at(every, 0.95), WANTED_MS, ",.0f")} ms | {WANTED_MS} ms |
| processors for a page of the mix | {mix} ms | {WANTED_MIX_MS} ms |

Processors are those of the web processes and of the database's; the mix includes signing in. CPU
and queries of a page are measured with nobody else there, once it has been asked for before. A page
should cost {WANTED_PAGE_MS} ms at most; in bold is what is above a wanted number. A chart is drawn
once in each process while its figures stay the same. Bare is a view of Flask's own with nothing
around it on the same server: {found.bare.cpu:.2f} ms. Queries have budgets in
`tests/integration/test_budgets.py`.

| page | n | median ms | 95 % ms | CPU ms | times bare | queries | bytes |
|---|--:|--:|--:|--:|--:|--:|--:|
{pages}
{_first_visits(found.visits)}"""


def _line(found: Measured, page: str) -> str:
    times, cost = found.load.times[page], found.costs[page]
    return (
        f"| `{page}` | {len(times)} | {statistics.median(times):,.0f} "
        f"| {_marked(at(times, 0.95), WANTED_MS, ',.0f')} "
        f"| {_marked(cost.cpu, WANTED_PAGE_MS)} | {cost.cpu / found.bare.cpu:.1f} "
        f"| {found.queries[page]} | {cost.size:,} |"
    )


def _first_visits(visits: dict[str, Visit]) -> str:
    if not visits:
        return "\nFirst visits were not measured: there is no Chromium.\n"
    rows = "\n".join(
        f"| `{page}` | {each.requests} | {_marked(each.size, first_paint.WANTED_BYTES, ',.0f')} "
        f"| {_marked(each.painted, first_paint.WANTED_MS, ',.0f')} |"
        for page, each in visits.items()
    )
    line = f"{first_paint.BITS_A_SECOND / 1e6:.1f} Mbit/s with {first_paint.LATENCY_MS} ms"
    return f"""
## First visits

Chromium of a telephone's size with an empty cache over {line} of latency; the middle of
{first_paint.VISITS} visits. Wanted: the largest paint within {first_paint.WANTED_MS:,} ms, with
{first_paint.WANTED_BYTES:,} bytes at most, headers included.

| page | requests | bytes | largest paint ms |
|---|--:|--:|--:|
{rows}
"""


def _marked(value: float, wanted: float, form: str = ".1f") -> str:
    text = format(value, form)
    return f"**{text}**" if value > wanted else text
