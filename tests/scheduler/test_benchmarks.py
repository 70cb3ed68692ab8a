"""What the benchmarks measure with, and the report they write."""

import json
from pathlib import Path
from typing import Any

from benchmarks.nation import nation
from benchmarks.pairs import count_pairs
from benchmarks.replanning import replan
from benchmarks.report import read_rows, write_report
from benchmarks.run import measure
from scheduler import check, read_problem, solve

DATA = Path(__file__).parent / "data"
EXAMPLE = DATA / "example-problem.json"


def test_regions_do_not_touch_and_are_the_same_every_time() -> None:
    city = json.loads(EXAMPLE.read_text())
    both = nation(city, 2)
    assert both == nation(city, 2)
    problem = read_problem(both)
    assert len(problem.people) == 2 * len(city["people"])
    alone = [read_problem(nation(city, 1)), problem]
    assert count_pairs(alone[1]) >= count_pairs(alone[0])
    solution = solve(problem, workers=1, seconds=20)
    assert check(problem, solution).valid
    for item in solution.sessions:
        assert {name[:3] for name in (*item.people, *item.supervisors)} <= {item.session[:3]}


def a_row(method: str) -> dict[str, Any]:
    figures = measure(method, EXAMPLE, seconds=10, workers=1, seed=1)
    return {"instance": "example", "method": method, "limit": 10.0, "pairs": 8} | figures


def test_every_method_is_measured_and_its_row_reported(tmp_path: Path) -> None:
    methods = ("scheduler", "one CP-SAT model", "most urgent first")
    write_report({method: a_row(method) for method in methods}, tmp_path)
    report = (tmp_path / "results.md").read_text()
    assert "| `example` | 6 | 3 | 8 | scheduler | 10 | 0." in report
    assert "| 579 | 579 | 0.00 % | 0.00 % |" in report
    assert list(read_rows(tmp_path)) == list(methods)


def test_a_failure_and_growth_are_reported_as_they_are(tmp_path: Path) -> None:
    figures = {"people": 7000, "sessions": 1215, "pairs": 1, "taken": 9.0, "objective": 5.0}
    figures |= {"bound": 6.0, "gap": 1 / 6, "first_rota": 2.0, "close": 40.0, "megabytes": 900}
    row = {"instance": "regions-1", "method": "scheduler", "limit": 75.0}
    rows = {
        "one": row | figures,
        "two": row | {"instance": "regions-4"} | figures | {"people": 28000, "close": None},
        "bad": row | {"instance": "london", "failure": "gave no answer | in time"},
    }
    write_report(rows, tmp_path)
    report = (tmp_path / "results.md").read_text()
    assert "failed: gave no answer / in time" in report
    assert "| 7,000 | 40.0 | 900 |" in report
    assert "| 28,000 | not reached | 900 |" in report
    assert "<title>Seconds until the gap is 3 %" in (tmp_path / "growth.svg").read_text()


def test_planning_again_is_reported_for_each_price_of_a_dropped_booking(tmp_path: Path) -> None:
    figures = replan(read_problem(EXAMPLE.read_bytes()), seconds=10, workers=1, seed=1)
    assert [plan["price"] for plan in figures["plans"]] == [120, 300, 1200]
    row = {"instance": "example", "method": "planning again", "limit": 10.0} | figures
    write_report({"one": row}, tmp_path)
    report = (tmp_path / "results.md").read_text()
    for plan in figures["plans"]:
        counts = f"{plan['price']:,g} | {plan['dropped']} | {plan['closed']}"
        assert f"| {figures['told']} | {figures['fewest']} | {counts} |" in report
        assert plan["dropped"] >= figures["fewest"]
