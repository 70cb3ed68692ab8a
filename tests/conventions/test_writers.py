"""Only the diary writes the diary's rows, and only the ledger writes the ledger's."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import payback.registry  # noqa: F401 - every model of the service is known from here on
from payback.core.columns import Base
from payback.diary.models import Appointment, Duty, WorkSession
from payback.people.models import LedgerEntry

if TYPE_CHECKING:
    from collections.abc import Iterator


ROOT = Path(__file__).parents[2]
OWNERS: dict[type[Base], str] = {
    WorkSession: "payback/diary/",
    Duty: "payback/diary/",
    Appointment: "payback/diary/",
    LedgerEntry: "payback/people/ledger.py",
}
INVENTS = "payback/demonstration/"
"""The demonstration makes up a past, for which there were no verbs."""
BULK = {"insert", "update", "delete"}
STATES = {"SessionState": "payback/diary/", "AppointmentState": "payback/diary/"}


def columns_of_its_own(model: type[Base]) -> set[str]:
    """Return the columns of a model by which it is known: no model of another owner has them."""
    others = {
        column.key
        for mapper in Base.registry.mappers
        if OWNERS.get(mapper.class_) != OWNERS[model]
        for column in mapper.columns
    }
    return set(model.__table__.columns.keys()) - others


def test_nobody_but_its_owner_makes_or_changes_a_row_of_diary_or_ledger() -> None:
    assert [each for path in sources() for each in writes(path)] == []


def test_a_foreign_write_would_be_found(tmp_path: Path) -> None:
    path = tmp_path / "payback" / "reports" / "service.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        "duty = Duty(session_id=1)\n"
        "db.execute(update(Appointment))\n"
        "db.execute(models.LedgerEntry.__table__.insert())\n"
        "session.state = SessionState.OPEN\n"
        "appointment.penalty_minutes = 30\n"
        "duty.sequence += 1\n"
        "a.started_at, b.other = 1, 2\n"
    )
    found = [int(each.split(":")[1].split(" ")[0]) for each in writes(path, tmp_path)]
    assert found == [1, 2, 3, 4, 5, 6, 7]


def sources() -> list[Path]:
    return sorted((ROOT / "payback").rglob("*.py"))


def writes(path: Path, root: Path = ROOT) -> Iterator[str]:
    """Yield where a file writes a row that is not its own."""
    name = str(path.relative_to(root))
    if name.startswith(INVENTS):
        return
    foreign = {model for model, owner in OWNERS.items() if not name.startswith(owner)}
    models = {model.__name__ for model in foreign}
    columns = set().union(*(columns_of_its_own(model) for model in foreign)) if foreign else set()
    states = {state for state, owner in STATES.items() if not name.startswith(owner)}
    lines = {
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.stmt | ast.expr)
        and (made(node, models) or assigned(node, columns, states))
    }
    yield from (f"{name}:{line} writes another's row" for line in sorted(lines))


def made(node: ast.AST, models: set[str]) -> bool:
    """Return whether a node makes a row, or changes many at once, of one of the models."""
    if not isinstance(node, ast.Call):
        return False
    func = node.func
    if named(func) in models:
        return True
    if named(func) not in BULK:
        return False
    about = [*node.args[:1], *([func.value] if isinstance(func, ast.Attribute) else [])]
    return any(named(part) in models for each in about for part in ast.walk(each))


def assigned(node: ast.AST, columns: set[str], states: set[str]) -> bool:
    """Return whether a node sets a column that only these models have, or a state of theirs."""
    if isinstance(node, ast.AnnAssign | ast.AugAssign):
        targets: list[ast.expr] = [node.target]
    elif isinstance(node, ast.Assign):
        targets = node.targets
    else:
        return False
    parts = [
        part
        for target in targets
        for part in (target.elts if isinstance(target, ast.Tuple) else [target])
        if isinstance(part, ast.Attribute)
    ]
    if any(part.attr in columns for part in parts):
        return True
    value = node.value
    return (
        bool(parts) and value is not None and any(named(each) in states for each in ast.walk(value))
    )


def named(node: ast.AST) -> str:
    """Return the last name of an expression such as ``models.Duty``."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
