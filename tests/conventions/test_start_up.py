"""What starts quickly because it leaves alone what it does not use, and keeps doing so."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from payback.serving.production import LOADED_LATE

ROOT = Path(__file__).parents[2]
SLOW = frozenset(
    {
        *("alembic", "altair", "celery", "gunicorn", "holidays", "icalendar", "kombu", "numpy"),
        *("ortools", "requests", "vl_convert", "waitress", "zxcvbn"),
    }
)
"""What takes long to load and serves some commands, jobs or pages only."""
WEB = frozenset({"flask", "werkzeug", "wtforms", "flask_login"})
FOR_NO_PAGE = {
    "payback.cli": "the command line itself",
    "payback.core.migrate": "commands that migrate",
    "payback.core.worker": "the worker",
    "payback.notifications.govuk_notify": "the worker, where mail goes that way",
    "payback.serving.production": "the command that starts it",
    "waitress.server": "the small web server",
}
"""What is loaded late by what production's web processes never do."""


def loaded_by(*modules: str) -> set[str]:
    """Return the packages that are loaded once some modules are."""
    tell = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", f"import {', '.join(modules)}; {tell}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def modules_named(*names: str) -> list[str]:
    """Return the modules of the service that have one of these names."""
    files = (path for name in names for path in sorted((ROOT / "payback").rglob(f"{name}.py")))
    return [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files]


@pytest.mark.parametrize("module", ["payback.cli", "payback.app"])
def test_neither_command_line_nor_application_load_what_few_need(module: str) -> None:
    loaded = loaded_by(module)
    assert {"flask", "sqlalchemy"} <= loaded
    assert loaded & SLOW == set()


def test_rules_queries_and_models_stand_without_the_web_and_so_do_their_tests() -> None:
    modules = modules_named("rules", "queries", "models", "balance", "periods")
    assert len(modules) > 20
    assert loaded_by("tests.conftest", *modules) & (SLOW | WEB) == set()


def test_production_loads_before_it_forks_what_its_pages_would_load_late() -> None:
    late = {
        name
        for path in sorted((ROOT / "payback").rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        for name in imported(node)
    }
    assert "zxcvbn" in late
    assert late - set(FOR_NO_PAGE) - set(LOADED_LATE) == set()
    assert set(FOR_NO_PAGE) - late == set(), "reasons that nothing needs any more"


def imported(node: ast.AST) -> list[str]:
    """Return the modules that a statement loads."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom) or not node.module:
        return []
    parts = [f"{node.module}.{alias.name}" for alias in node.names]
    modules = [part for part in parts if (ROOT / f"{part.replace('.', '/')}.py").is_file()]
    return modules or [node.module]
