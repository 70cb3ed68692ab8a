"""The tree itself: what must not be in it, and how large its files may be."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE, LONGEST_FUNCTION = 300, 60
TEXT = {".py", ".md", ".txt", ".toml", ".html", ".css", ".cfg", ".yml", ".yaml", ".json", ".mako"}


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listing.returncode != 0:
        pytest.fail("the tree is read from git: run the tests in a clone")
    return [ROOT / line for line in listing.stdout.splitlines() if (ROOT / line).is_file()]


def sources() -> list[Path]:
    return [
        path
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in {"payback", "scheduler"}
    ]


def test_no_file_names_a_package_registry_or_a_machine_path() -> None:
    unwanted = (
        "pypi" + ".org",
        "pythonhosted" + ".org",
        "registry.npm" + "js",
        "/wo" + "rk/",
        "--index" + "-url http",
    )
    found = [
        (path.relative_to(ROOT), word)
        for path in tracked()
        if path.suffix in TEXT or path.name in {"Makefile", "run"}
        for word in unwanted
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert found == []


def test_files_stay_short() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources()
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_functions_stay_short() -> None:
    long = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
                first = node.body[1] if ast.get_docstring(node) and node.body[1:] else node.body[0]
                lines = node.end_lineno - first.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {lines}")
    assert long == []


def test_nothing_is_left_to_do_in_a_comment() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "X" + "XX")
    found = [
        f"{path.relative_to(ROOT)}: {mark}"
        for path in sources()
        for mark in marks
        if mark in path.read_text()
    ]
    assert found == []
