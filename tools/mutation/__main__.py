"""The command line: `python -m tools.mutation [GROUP …]`, one process of pytest a group."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.mutation.changes import Change, changes_of
from tools.mutation.report import write_report
from tools.mutation.trying import Outcome, Trial

KEPT = Path("var/mutation")
ALSO = {"people": ("payback/people/ledger.py", "payback/people/balance.py")}
"""Files whose rules matter as much, by the feature whose tests try them."""
OPTIMISER = "scheduler"
TESTED_BY = {
    "people": (
        "tests/unit/people",
        "tests/integration/people/test_ledger.py",
        "tests/integration/people/test_ledger_bounds.py",
        "tests/integration/attendance/test_service.py",
    ),
    "policies": ("tests/unit/policies", "tests/integration/people/test_ledger.py"),
    OPTIMISER: tuple(
        f"tests/scheduler/test_{name}.py"
        for name in ("rules", "boundaries", "pins", "stand_down", "project_work", "enumeration")
    ),
}
"""What tries a group, where its own folders of tests would take too long or too little notice."""


def groups() -> dict[str, list[str]]:
    """Return the files to change, by feature; those of the optimiser last."""
    found: dict[str, list[str]] = {}
    for path in sorted(Path("payback").glob("**/rules.py")):
        found.setdefault(path.parts[1], []).append(str(path))
    for name, files in ALSO.items():
        found[name] += files
    checker = [*sorted(Path("scheduler/rules").glob("*.py")), Path("scheduler/checking.py")]
    return found | {OPTIMISER: [str(path) for path in checker]}


def tests_of(group: str) -> list[str]:
    """Return the files and folders of the tests that should notice a change."""
    own = (f"tests/unit/{group}", f"tests/integration/{group}")
    return [path for path in TESTED_BY.get(group, own) if Path(path).exists()]


def numbered(changes: list[Change]) -> dict[str, Change]:
    """Return changes by key; the same change at a later place of a function gets a number."""
    found: dict[str, Change] = {}
    for each in changes:
        key, number = each.key, 1
        while key in found:
            number += 1
            key = f"{each.key} #{number}"
        found[key] = each
    return found


def try_group(group: str) -> int:
    """Try every change of a group that was not noticed yet; return pytest's exit code."""
    kept = KEPT / f"{group}.json"
    before = json.loads(kept.read_text()) if kept.exists() else {}
    known: dict[str, dict[str, str]] = {}
    waiting: dict[str, Change] = {}
    for file in groups()[group]:
        source = Path(file).read_text(encoding="utf-8")
        digest = hashlib.sha256(source.encode()).hexdigest()
        same = before.get(file, {}) if before.get(file, {}).get("source") == digest else {}
        known[file] = {"source": digest}
        for key, change in numbered(changes_of(file, source)).items():
            if same.get(key) in (Outcome.KILLED, Outcome.HUNG):
                known[file][key] = same[key]
            else:
                waiting[key] = change
    names = {id(change): key for key, change in waiting.items()}

    def keep(change: Change, outcome: Outcome) -> None:
        known[change.file][names[id(change)]] = outcome
        kept.write_text(json.dumps(known, indent=1, ensure_ascii=False))
        sys.stdout.write(f"{outcome:9} {names[id(change)]}\n")
        sys.stdout.flush()

    kept.parent.mkdir(parents=True, exist_ok=True)
    plain = [
        "-q",
        "-s",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-m",
        "not postgres and not browser",
    ]
    return pytest.main([*plain, *tests_of(group)], plugins=[Trial(list(waiting.values()), keep)])


def main(arguments: list[str]) -> int:
    """Try the groups that are named, or all, and write the report."""
    if arguments[:1] == ["--group"]:
        return try_group(arguments[1])
    for group in arguments or groups():
        subprocess.run([sys.executable, "-m", "tools.mutation", "--group", group], check=False)
    write_report(KEPT)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
