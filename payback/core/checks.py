"""Rules that are asked one by one: a form hears the first that is broken, a list names them all.

A check takes all that an entry is judged by and raises `RuleBroken`. One whose facts are missing
lets the entry pass: whoever asks for the facts says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

from payback.core.errors import RuleBroken

Entry = TypeVar("Entry")
Check: TypeAlias = Callable[[Entry], None]


def require(checks: Iterable[Check[Entry]], entry: Entry) -> None:
    """Refuse an entry by the first rule that it breaks."""
    for check in checks:
        check(entry)


def broken(checks: Iterable[Check[Entry]], entry: Entry) -> Iterator[RuleBroken]:
    """Yield every rule that an entry breaks, each check being asked once."""
    for check in checks:
        try:
            check(entry)
        except RuleBroken as refused:
            yield refused
