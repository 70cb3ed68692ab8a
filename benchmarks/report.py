"""The report: every row kept in `results.json`, and `results.md` made from them."""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.chart import growth_chart
from benchmarks.instances import INSTANCES
from benchmarks.run import METHODS, REPLANNING

HERE = Path(__file__).parent

Rows = dict[str, dict[str, Any]]

IN_THE_WAY = """
## What stands in the way of the wanted gaps

Of the wanted gaps one, London's 1 % in 300 s, is not reached. Measured on London, with a rota of
2,968,000 found in 300 s and a bound of 3,030,200, which more rounds of prices do not lower:

- by the bound's own prices, of the 62,000 points between them 29,000 are people who have not the
  week that is best for them at these prices, 14,000 to 17,000 places left free (1.3 to 1.7 % of
  all), 5,000 to 6,000 projects that run out of work, 4,000 supervisors, 4,000 bookings that cost
  more than their place;
- with open sessions and supervisors as they are, people's answers to prices prove 3,012,000 to
  3,016,000: the choice of sessions costs 0.6 % at most, placing whole people up to 1.5 %;
- much of that is probably the bound's. With eight neighbouring sessions opened up and everyone
  else where they are, the linear programme promises 30 to 50 points a session more, and an integer
  programme finds 5 (12 pieces, 8 of them proven in 10 s; four of 24 sessions: up to 16 in 20 s,
  unproven). The bound says
  nothing of H8, of the least group and of filling places by whole people; on the borough, where one
  integer programme says all of it, it falls by 0.8 % for that (91,530 to 90,780). A knapsack of
  booking prices for each session in the bound lowered it by 500 points in 200 rounds, since so many
  people are near to each session that others would fill its places at the same prices;
- the search slows down at 2,967,000 after 200 s. Placing people anew by the linear programme every
  forty seconds, accepting losses at a falling temperature, shaking pairs of sessions instead of
  one: all came to 2,967,400 to 2,969,400 after 300 s. Moving several supervisors at once is not
  tried.

Times on this kind of machine vary by a factor of two with its neighbours: at its slowest London's
first minute ended with a gap of 5 % instead of 2.7 %, for the search for prices then had half as
many rounds and bettering half as many changes.
"""

TARGETS = """\
| instance | wanted gap |
|---|---|
| `borough` | ≤ 1 % in 20 s |
| `london` | ≤ 3 % in 60 s, ≤ 1 % in 300 s; memory below 3 GB; a first rota within 5 s |
| `regions-12`, a nation of 84,000 people | ≤ 3 % in 15 min; memory below 8 GB |
"""


def read_rows(folder: Path = HERE) -> Rows:
    """Return the rows measured so far, by instance, method and time limit."""
    path = folder / "results.json"
    rows: Rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return rows


def write_report(rows: Rows, folder: Path = HERE) -> None:
    """Keep the rows, and write the report and the chart of growth."""
    ordered = dict(sorted(rows.items(), key=lambda item: _order(item[1])))
    text = json.dumps(ordered, indent=1, ensure_ascii=False)
    (folder / "results.json").write_text(text + "\n", encoding="utf-8")
    (folder / "results.md").write_text(_report(ordered), encoding="utf-8")
    growth = _growth(ordered)
    if growth:
        (folder / "growth.svg").write_text(growth_chart(growth), encoding="utf-8")


def _order(row: dict[str, Any]) -> tuple[int, float, int]:
    names = [instance.name for instance in INSTANCES]
    return names.index(row["instance"]), row["limit"], (*METHODS, REPLANNING).index(row["method"])


def _report(rows: Rows) -> str:
    compared = {key: row for key, row in rows.items() if row["method"] != REPLANNING}
    parts = [
        "# How the optimiser measures up",
        "Written by `make bench` (`python -m benchmarks`); rows are replaced one by one as they "
        "are measured again.",
        _machine(),
        TARGETS.rstrip(),
        _table(compared),
        "Seconds include reading the file. A gap is (bound − objective) ÷ bound, and the bound "
        "holds for the whole problem; a method without a bound proves nothing, and is set against "
        "the best bound that any row of its instance proves. Memory is the "
        "peak of the process and, for each worker, of its largest child. Each rota has passed "
        "`scheduler.check`. On problems of more than 50,000 people × sessions the one CP-SAT "
        "model is built from each person's 20 best sessions; most urgent first has no use for "
        "more time.",
        _replanning_part(rows),
        _growth_part(rows),
        IN_THE_WAY.rstrip(),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _machine() -> str:
    return (
        f"Measured with {os.cpu_count()} processors ({platform.machine()}), Python "
        f"{platform.python_version()}, OR-Tools {version('ortools')}."
    )


def _table(rows: Rows) -> str:
    head = (
        "| instance | people | sessions | pairs | method | limit s | seconds | first rota s "
        "| objective | bound | gap | below best bound | memory MB |\n"
        "|---|--:|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    )
    return "\n".join([head, *(_line(row, _best_bound(rows, row)) for row in rows.values())])


def _best_bound(rows: Rows, row: dict[str, Any]) -> float | None:
    """Return the least bound that any method has proven on the instance of a row."""
    bounds = [
        other["bound"]
        for other in rows.values()
        if other["instance"] == row["instance"] and other.get("bound") is not None
    ]
    return min(bounds, default=None)


def _line(row: dict[str, Any], best_bound: float | None) -> str:
    cells = [
        f"`{row['instance']}`",
        _number(row.get("people")),
        _number(row.get("sessions")),
        _number(row.get("pairs")),
        row["method"],
        f"{row['limit']:g}",
    ]
    if "failure" in row:
        cells += [f"failed: {row['failure']}".replace("|", "/"), *[""] * 6]
    else:
        cells += [
            f"{row['taken']:,.1f}",
            _number(row["first_rota"], ".1f"),
            _number(row["objective"]),
            _number(row["bound"]),
            _percent(row["gap"]),
            _percent(None if best_bound is None else 1 - row["objective"] / max(1.0, best_bound)),
            _number(row["megabytes"]),
        ]
    return f"| {' | '.join(cells)} |"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * max(0.0, share):.2f} %"


def _number(value: float | None, form: str = ".0f") -> str:
    return "" if value is None else f"{value:,{form}}"


def _replanning_part(rows: Rows) -> str:
    """Return what planning again came to, beside what no rota could have avoided."""
    again = [row for row in rows.values() if row["method"] == REPLANNING]
    lines = [
        f"| `{row['instance']}` | {row['limit']:g} | {row['ill']} | {row['told']:,} "
        f"| {row['fewest']:,} | {plan['price']:,g} | {plan['dropped']:,} | {plan['closed']:,} "
        f"| {plan['points']:,} "
        f"| {row['duties_told']:,} | {row['duties_fewest']:,} | {plan['duties_dropped']:,} |"
        for row in again
        if "failure" not in row
        for plan in row["plans"]
    ]
    if not lines:
        return ""
    head = (
        "| instance | limit s | supervisors ill | bookings told | must drop | points a drop costs "
        "| dropped | in closed sessions | points at the usual price | duties told | must drop "
        "| dropped |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    )
    words = (
        "A rota is announced, every tenth supervisor falls ill for the whole week, and it is "
        "planned again, with the format's price of a dropped booking and with higher ones. `must "
        "drop` is proven to be the least: bookings of sessions that can no longer be staffed, and "
        "the duties of the ill. Dropping a booking is not forbidden: in sessions "
        "that stay open, people whose own session closed take the places of others where they "
        "are more urgent by more than the price."
    )
    return "\n\n".join(["## Planning again", words, "\n".join([head, *lines])])


def _growth(rows: Rows) -> list[tuple[int, float | None, int]]:
    """Return people, seconds until the gap was 3 % and megabytes, for each number of regions."""
    return [
        (row["people"], row["close"], row["megabytes"])
        for row in rows.values()
        if row["instance"].startswith("regions-") and "failure" not in row
    ]


def _growth_part(rows: Rows) -> str:
    growth = _growth(rows)
    if not growth:
        return ""
    lines = [
        "## Growth from one region to twelve",
        "![Seconds until the gap is 3 %, by the number of people](growth.svg)",
        "The broken line is growth in step with the number of people, from one region on. Parts "
        "of a nation are solved in turn, each for its whole share of the time given (75 s a "
        "region), so the gap of all of it is small only when the last are done.",
        "| people | seconds until the gap is 3 % | memory MB |\n|--:|--:|--:|\n"
        + "\n".join(
            f"| {people:,} | {'not reached' if close is None else f'{close:,.1f}'} | {memory:,} |"
            for people, close, memory in growth
        ),
    ]
    return "\n\n".join(lines)
