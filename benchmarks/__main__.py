"""`python -m benchmarks`: measure, keep the rows, and write the report."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from benchmarks.instances import INSTANCES, ROOT, Instance
from benchmarks.pairs import count_pairs
from benchmarks.report import read_rows, write_report
from benchmarks.run import METHODS, REPLANNING
from scheduler import read_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

PATIENCE = 300.0
"""Seconds beyond its limit after which a measurement is given up."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the arguments ask for; return 1 if anything failed."""
    options = _options(arguments)
    rows, failed = read_rows(), False
    pairs: dict[str, int] = {}
    for instance in INSTANCES:
        if options.only and instance.name not in options.only:
            continue
        for seconds in options.seconds or instance.seconds:
            first = seconds == (options.seconds or instance.seconds)[0]
            for method in options.method or _methods(instance, first=first):
                row = _measured(instance, method, seconds, options)
                failed = failed or "failure" in row
                if instance.name not in pairs:
                    pairs[instance.name] = _pairs(instance)
                row["pairs"] = pairs[instance.name]
                if not options.set:
                    rows[_key(row)] = row
                    write_report(rows)
                print(json.dumps(row), flush=True)
    return int(failed)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = [instance.name for instance in INSTANCES]
    parser.add_argument("--only", action="append", choices=names, help="an instance; repeatable")
    parser.add_argument(
        "--method", action="append", choices=(*METHODS, REPLANNING), help="repeatable"
    )
    parser.add_argument("--seconds", action="append", type=float, help="instead of the usual")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--set", action="append", default=[], help="a setting of the scheduler; shown, not kept"
    )
    return parser.parse_args(arguments)


def _methods(instance: Instance, *, first: bool) -> tuple[str, ...]:
    """Return what is measured; most urgent first, the last, has no use for more time."""
    if not instance.with_peers:
        return METHODS[:1]
    again = (REPLANNING,) if instance.replanned and first else ()
    return (*(METHODS if first else METHODS[:-1]), *again)


def _measured(
    instance: Instance, method: str, seconds: float, options: argparse.Namespace
) -> dict[str, Any]:
    """Return one row: the figures, or how the measurement failed."""
    row = {"instance": instance.name, "method": method, "limit": seconds}
    command = [sys.executable, "-m", "benchmarks.run", method, str(instance.file())]
    command += ["--seconds", str(seconds), "--workers", str(options.workers)]
    command += ["--seed", str(options.seed), *(f"--set={line}" for line in options.set)]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=2 * seconds + PATIENCE
        )
    except subprocess.TimeoutExpired:
        return row | {"failure": "gave no answer in time"}
    if done.returncode != 0:
        print(done.stderr, file=sys.stderr)
        last = (done.stderr.strip() or "ended without a word").splitlines()[-1]
        return row | {"failure": last}
    # A solver may print a line of its own before ours.
    figures: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return row | figures


def _pairs(instance: Instance) -> int:
    return count_pairs(read_problem(instance.file().read_bytes()))


def _key(row: dict[str, Any]) -> str:
    return f"{row['instance']} {row['method']} {row['limit']:g}"


if __name__ == "__main__":
    sys.exit(main())
