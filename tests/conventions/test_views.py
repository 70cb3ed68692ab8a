"""Where pages live: one way to lay out views, the navigation that marks them, links that lead."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

from payback.core.access import access_of
from payback.core.guard import STATIC_ENDPOINTS
from payback.navigation import DESTINATIONS

if TYPE_CHECKING:
    from flask import Flask

ROOT = Path(__file__).parents[2]
AUDIENCES = {"public_views", "staff_views"}
OF_NO_ENTRY = {
    "own_account": "one's own password stands beside one's name, at the top of every page",
    "kept": "what was typed before somebody signed in again may belong to any page",
    "imports": "a file is loaded from the page of whatever it holds",
}
LINK = re.compile(r"url_for\(\s*[\"']([a-z_]+\.[a-z_]+)[\"']")


def test_views_stand_in_modules_or_packages_named_after_their_audience() -> None:
    elsewhere = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "payback").rglob("*.py"))
        if "core" not in path.parts
        and AUDIENCES.isdisjoint(path.relative_to(ROOT).with_suffix("").parts)
        and any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "Blueprint"
            for node in ast.walk(ast.parse(path.read_text()))
        )
    ]
    assert elsewhere == []


def test_every_view_saves_by_the_one_scaffold() -> None:
    """`payback.core.saving` shows what a rule refuses, and knows the one-use token's name."""
    alone = [
        (str(path.relative_to(ROOT)), found)
        for path in sorted((ROOT / "payback").rglob("*.py"))
        if not AUDIENCES.isdisjoint(path.relative_to(ROOT).with_suffix("").parts)
        for found in ("except RuleBroken as", "submission_token", "new_token(")
        if found in path.read_text()
    ]
    assert alone == []


def test_every_page_for_staff_lies_under_an_entry_of_the_navigation(app: Flask) -> None:
    entries = {each.endpoint.partition(".")[0] for each in DESTINATIONS} | set(OF_NO_ENTRY)
    unmarked = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in STATIC_ENDPOINTS
        and access_of(app.view_functions[rule.endpoint])
        and rule.endpoint.partition(".")[0] not in entries
    }
    assert unmarked == set()


def test_every_link_of_a_template_or_view_names_a_page_that_is_there(app: Flask) -> None:
    files = [*(ROOT / "templates").rglob("*.*"), *(ROOT / "payback").rglob("*.py")]
    broken = {
        (str(path.relative_to(ROOT)), endpoint)
        for path in files
        if path.suffix in {".html", ".txt", ".py"}
        for endpoint in LINK.findall(path.read_text(encoding="utf-8"))
        if endpoint not in app.view_functions
    }
    assert broken == set()
