"""What a page or a mail promises is kept by code that a test proves, or by people who are named."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.conventions.promises import PROMISES, Promise

TEMPLATES = Path("templates")
MARKUP = re.compile(r"<[^>]+>|\{#.*?#\}", re.DOTALL)
PROMISING = re.compile(
    r"\b[Ww]e (?:will |never |then |can )*"
    r"(?:tell|write|send|answer|remove|delete|decide|promise|visit|publish|give|sell|take up)\b"
    r"|\b[Ww]e will do\b"
    r"|\b(?:is|are) told\b|\bby e-?mail\b|\bhears? of\b|\bdays after\b"
    r"|\bnever (?:shows|sees)\b|\bdo not carry\b"
)
NO_PROMISE = {
    ("nominations/approve.html", "gave no email address"),
    ("nominations/questions/photographs.html", "only staff see it unless they release it"),
    ("projects/pattern.html", "Bank holidays, and days after the risk assessment runs out"),
    ("reports/performance.html", "Met or not is told from the counts"),
    ("email/work_resumed.txt", "your nomination"),
}


@cache
def words_of(template: str) -> str:
    return " ".join(MARKUP.sub(" ", (TEMPLATES / template).read_text()).split())


@cache
def names_of_tests(path: str) -> frozenset[str]:
    tree = ast.parse(Path(path).read_text())
    return frozenset(each.name for each in tree.body if isinstance(each, ast.FunctionDef))


@pytest.mark.parametrize("promise", PROMISES, ids=lambda each: f"{each.template}: {each.words}")
def test_a_promise_stands_where_the_table_says_and_something_keeps_it(promise: Promise) -> None:
    assert promise.words in words_of(promise.template)
    assert bool(promise.by) != bool(promise.who)
    if promise.by:
        path, _, name = promise.by.partition("::")
        assert name in names_of_tests(path), promise.by


def test_no_page_or_mail_promises_what_the_table_does_not_have() -> None:
    missing = []
    for path in sorted(each for each in TEMPLATES.rglob("*") if each.suffix in {".html", ".txt"}):
        template = path.relative_to(TEMPLATES).as_posix()
        known = [each.words for each in PROMISES if each.template == template]
        known += [words for where, words in NO_PROMISE if where == template]
        for sentence in re.split(r"(?<=[.?!])\s", words_of(template)):
            if PROMISING.search(sentence) and not any(words in sentence for words in known):
                missing.append((template, sentence[:200]))
    assert missing == [], "Give each a row in tests/conventions/promises.py, with what keeps it"
