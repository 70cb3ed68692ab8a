"""Nothing is ended, removed or switched off by the first press of a button."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ENDING = re.compile(
    r"""post_button\((?P<address>url_for\([^)]*\)),\s*["'](?P<text>
    (?:Remove|Take\ off|Delete|Deactivate|Switch\ off|Abandon|Pause|Mark\ as\ finished|End|Cancel)
    \b[^"']*)""",
    re.VERBOSE,
)
TEMPLATES = sorted(Path("templates").rglob("*.html"))


def test_no_button_ends_or_removes_something_at_once() -> None:
    found = {
        str(path): [match["text"] for match in ENDING.finditer(path.read_text())]
        for path in TEMPLATES
    }
    at_once = {path: texts for path, texts in found.items() if texts}
    assert not at_once


@pytest.mark.parametrize(
    "button",
    [
        'post_button(url_for("people.remove", id=1), "Remove", as_link=true)',
        'post_button(url_for("people.remove", id=1), "Delete my answers")',
        "post_button(url_for('x.y'), 'Mark as finished')",
        'post_button(url_for("breaks.take_off", id=1), "Take off", about=row.who)',
    ],
)
def test_the_rule_sees_such_a_button(button: str) -> None:
    assert ENDING.search(button)
