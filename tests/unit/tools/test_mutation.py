"""`make mutation` on a tree of one small module: what it finds, keeps and writes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RULES = '''"""Rules of a toy."""


def may_join(age: int) -> bool:
    """Return whether somebody is of age."""
    return age >= 18


def fee(hours: int) -> int:
    return hours * 2


def nobody_asks(hours: int) -> bool:
    return hours < 3
'''
TESTS = """from payback.toy.rules import fee, may_join


def test_joining() -> None:
    assert may_join(18) is True
    assert may_join(17) is False


def test_fee() -> None:
    assert fee(2) == 4
"""
FILE = "payback/toy/rules.py"
SURVIVOR = f"{FILE}::fee: hours * 2 -> hours + 2"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree laid out like ours, with two functions that tests pass and one that none does."""
    files = {
        "payback/__init__.py": "",
        "payback/people/rules.py": "",
        FILE: RULES,
        "tests/unit/toy/test_rules.py": TESTS,
        "docs/mutation.md": "",
        "pytest.ini": "[pytest]\npythonpath = .\nmarkers =\n  postgres\n  browser\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def mutate(tree: Path) -> dict[str, str]:
    """Run the command over the toy; return what it said of each change."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.mutation", "toy"],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    said = re.findall(rf"(killed|survived|unreached|hung) +({re.escape(FILE)}::.*)", done.stdout)
    return {key: outcome for outcome, key in said}


def test_a_change_is_killed_survives_or_is_reached_by_no_test(tree: Path) -> None:
    assert mutate(tree) == {
        f"{FILE}::may_join: return age >= 18 -> return None": "killed",
        f"{FILE}::may_join: age >= 18 -> age > 18": "killed",
        f"{FILE}::may_join: 18 -> 19": "killed",
        f"{FILE}::fee: return hours * 2 -> return None": "killed",
        SURVIVOR: "survived",
        f"{FILE}::fee: 2 -> 3": "killed",
        f"{FILE}::nobody_asks: return hours < 3 -> return None": "unreached",
        f"{FILE}::nobody_asks: hours < 3 -> hours <= 3": "unreached",
        f"{FILE}::nobody_asks: 3 -> 4": "unreached",
    }
    assert (tree / FILE).read_text() == RULES
    report = (tree / "docs/mutation.md").read_text()
    assert f"| `{FILE}` | 9 | 5 | 4 | 0 | 56 % |" in report
    assert f"- `{SURVIVOR}`" in report.partition("## To kill")[2]


def test_what_was_killed_is_not_tried_again_and_a_new_test_kills_a_survivor(tree: Path) -> None:
    mutate(tree)
    tests = tree / "tests/unit/toy/test_rules.py"
    tests.write_text(TESTS.replace("fee(2) == 4", "fee(3) == 6"))
    again = mutate(tree)
    assert again[SURVIVOR] == "killed"
    assert {key.partition("::")[2].partition(":")[0] for key in again} == {"fee", "nobody_asks"}
    kept = json.loads((tree / "var/mutation/toy.json").read_text())[FILE]
    assert kept[f"{FILE}::may_join: 18 -> 19"] == "killed"
    (tree / FILE).write_text(RULES.replace("age >= 18", "age >= 18 and age < 99"))
    assert f"{FILE}::may_join: 18 -> 19" in mutate(tree), "a changed source is tried as a whole"
