"""What the documents name is there: files, folders, modules and what they define.

Decisions are read too: one whose names have moved is corrected, its reasons are not.
"""

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path.relative_to(ROOT)
    for path in (
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("scheduler/**/*.md"),
        *ROOT.glob("static/*.md"),
        *ROOT.glob("benchmarks/README.md"),
    )
    # Written by the mutation run, about functions of the day it ran.
    if path.relative_to(ROOT) != Path("docs/mutation.md")
)
MADE_WHILE_RUNNING = {".venv", "var/mail/", "var/", "build/", "audit-waiting/", "dist/"}
SOMEBODY_ELSES = {"assets/", "dist/govuk/"}
SKIPPED = {".git", ".venv", "var", "build", "node_modules", "__pycache__"}

_NAMED = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_PATH = re.compile(r"(?=.*/|.*\.(?:py|md|toml|txt|html|js|css|json|yaml)$)[\w.-]+(?:/[\w.-]+)*/?")
_DOTTED = re.compile(r"[A-Za-z_][\w/]*(?:\.[A-Za-z_]\w*)+(?:\(\))?", re.ASCII)
_FORMAT = re.compile(r"payback-[\w-]+/\d+")


@cache
def tree() -> frozenset[str]:
    """Return every file and folder, modules without their ending too, as ``/a/b``."""
    found = set()
    for path in ROOT.rglob("*"):
        place = path.relative_to(ROOT)
        if SKIPPED.isdisjoint(place.parts):
            found |= {f"/{place.as_posix()}", f"/{place.with_suffix('').as_posix()}"}
    return frozenset(found)


@cache
def names() -> tuple[frozenset[str], ...]:
    """Return for each module the parts of its path and all that it defines or assigns."""
    return tuple(
        frozenset((*path.relative_to(ROOT).with_suffix("").parts, *_defined(path)))
        for top in ("payback", "scheduler", "tests", "benchmarks", "tools", "migrations")
        for path in sorted((ROOT / top).rglob("*.py"))
    )


def _defined(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name)
    return found


def unknown(name: str) -> bool:
    """Return whether a document's name looks like one of ours and is not there."""
    if name in MADE_WHILE_RUNNING | SOMEBODY_ELSES or _FORMAT.fullmatch(name):
        return False
    parts = re.split(r"[./]", name.removesuffix("()").rstrip("/"))
    if parts[0] in sys.stdlib_module_names:
        return False
    is_file = any(place.endswith(f"/{name.rstrip('/')}") for place in tree())
    is_defined = any(set(parts) <= known for known in names())
    looks_ours = _PATH.fullmatch(name) or _DOTTED.fullmatch(name)
    return bool(looks_ours) and not is_file and not is_defined


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_what_a_document_names_is_there(document: Path) -> None:
    text = re.sub(
        r"^```.*?^```", "", (ROOT / document).read_text(encoding="utf-8"), flags=re.S | re.M
    )
    assert sorted({name for name in _NAMED.findall(text) if unknown(name)}) == []


def test_a_name_that_is_not_there_is_seen() -> None:
    gone = (
        "payback/core/nowhere.py",
        "core/nowhere",
        "people.nowhere",
        "nowhere.md",
        "Person.nowhere",
    )
    assert [name for name in gone if not unknown(name)] == []
    here = ("payback/core/audit.py", "core/audit", "people.ledger", "README.md", "Person.crn")
    assert [name for name in here if unknown(name)] == []
