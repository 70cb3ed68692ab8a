"""The small changes: of a comparison, a sum, a condition, a number, what is returned or raised."""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType

    Made = Iterator[ast.AST | None]
    """What stands in a node's place; ``None`` for nothing."""

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One changed function."""

    file: str
    function: str
    line: int
    before: str
    after: str
    code: CodeType

    @property
    def key(self) -> str:
        """What a verdict is filed under; lines are left out, because they move."""
        return f"{self.file}::{self.function}: {self.before} -> {self.after}"


def changes_of(file: str, source: str) -> list[Change]:
    """Return every change that can be made inside the functions of a file."""
    tree = ast.parse(source)
    return [
        change
        for name, function in _functions(tree, "")
        for place in _places(function)
        for change in _made_at(file, tree, name, place)
    ]


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the functions and methods of a module, not those inside functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            yield f"{prefix}{child.name}", child
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")


def _places(function: ast.FunctionDef) -> list[ast.AST]:
    """Return the nodes of a function's body, but for its docstring and what f-strings show."""
    documented = ast.get_docstring(function) is not None
    found: list[ast.AST] = []
    waiting: list[ast.AST] = list(reversed(function.body[documented:]))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.JoinedStr):
            continue
        found.append(node)
        waiting.extend(reversed(list(ast.iter_child_nodes(node))))
    return found


def _made_at(file: str, tree: ast.Module, name: str, place: ast.AST) -> Iterator[Change]:
    maker = MAKERS.get(type(place))
    if maker is None:
        return
    for made in maker(place):
        changed = _with(tree, place, made)
        yield Change(
            file=file,
            function=name,
            line=getattr(place, "lineno", 0),
            before=_said(place),
            after=_said(made) if made is not None else "nothing",
            code=_code_of(compile(changed, file, "exec"), name),
        )


def _said(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:89]}…"


def _with(tree: ast.Module, place: ast.AST, made: ast.AST | None) -> ast.Module:
    """Return a copy of a tree with something else in a node's place."""
    memo: dict[int, object] = {id(place): made if made is not None else ast.Pass()}
    changed = copy.deepcopy(tree, memo)
    if made is not None:
        ast.copy_location(made, place)
    return ast.fix_missing_locations(changed)


def _code_of(module: CodeType, name: str) -> CodeType:
    waiting = [module]
    while waiting:
        code = waiting.pop()
        if code.co_qualname == name:
            return code
        waiting += [each for each in code.co_consts if hasattr(each, "co_qualname")]
    message = f"no function {name}"
    raise LookupError(message)


def _compare(node: ast.Compare) -> Made:
    for index, op in enumerate(node.ops):
        if other := COMPARISONS.get(type(op)):
            ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
            yield ast.Compare(node.left, ops, node.comparators)


def _operation(node: ast.BinOp) -> Made:
    is_text = isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)
    if not is_text and (other := OPERATORS.get(type(node.op))):
        yield ast.BinOp(node.left, other(), node.right)


def _either(node: ast.BoolOp) -> Made:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _sign(node: ast.UnaryOp) -> Made:
    yield node.operand


def _constant(node: ast.Constant) -> Made:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        yield ast.Constant(node.value + 1)


def _condition(node: ast.If) -> Made:
    if isinstance(node.test, ast.Name | ast.Attribute | ast.Call | ast.NamedExpr):
        yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)


def _choice(node: ast.IfExp) -> Made:
    yield ast.IfExp(node.test, node.orelse, node.body)


def _answer(node: ast.Return) -> Made:
    if node.value is not None and not (
        isinstance(node.value, ast.Constant) and node.value.value is None
    ):
        yield ast.Return(ast.Constant(None))


def _call(node: ast.Call) -> Made:
    if isinstance(node.func, ast.Name) and node.func.id in CALLS:
        yield ast.Call(ast.Name(CALLS[node.func.id], ast.Load()), node.args, node.keywords)


def _statement(node: ast.AST) -> Made:
    """Leave out what is raised, yielded or done for its effect."""
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        yield None


def _addition(node: ast.AugAssign) -> Made:
    if other := OPERATORS.get(type(node.op)):
        yield ast.AugAssign(node.target, other(), node.value)


MAKERS: dict[type[ast.AST], Callable[..., Made]] = {
    ast.Compare: _compare,
    ast.BinOp: _operation,
    ast.BoolOp: _either,
    ast.UnaryOp: _sign,
    ast.Constant: _constant,
    ast.If: _condition,
    ast.IfExp: _choice,
    ast.Return: _answer,
    ast.Call: _call,
    ast.Raise: _statement,
    ast.Expr: _statement,
    ast.AugAssign: _addition,
}
