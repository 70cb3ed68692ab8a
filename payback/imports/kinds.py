"""The kinds of files: what each feature must say of its own, and where pages lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.core.access import Actor, Permission
    from payback.core.csv_import import LineFault
    from payback.imports.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Some records of a file beside what the database holds.

    Parameters
    ----------
    findings
        What each record comes to, in the order of the file.
    faults
        What speaks against taking them.
    warnings
        What is to be looked at before they are taken.
    write
        Takes them, in the transaction in which they were compared.
    """

    findings: Sequence[Finding]
    faults: Sequence[LineFault]
    warnings: Sequence[LineFault] = ()
    write: Callable[[], None]


class LoadedFile(Protocol):
    """A file that was read."""

    @property
    def size(self) -> int:
        """How many records it is about."""
        ...

    @property
    def faults(self) -> Sequence[LineFault]:
        """What is wrong whatever the database holds."""
        ...

    @property
    def notices(self) -> Sequence[LineFault]:
        """Lines that are left out."""
        ...

    def compare(self, db: Session, actor: Actor, start: int, end: int, *, lock: bool) -> Comparison:
        """Compare some of the records with the database; locked, they stay as they are."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """A kind of file.

    Parameters
    ----------
    key
        Kept with each file.
    verb
        "load" or "import", as pages say it.
    one, many
        What its records are called.
    permission
        Who may load it.
    upload, records
        The endpoints of the page that asks for a file, and of the list of what it changes.
    records_name
        What that list is called.
    at_once
        How many records one transaction takes; ``None`` where they only make sense together.
    read
        Reads the bytes of a file on a day; raises nothing.
    audited
        Whether it leaves a line in the audit trail that somebody was shown one of its records.
    """

    key: str
    verb: str
    one: str
    many: str
    permission: Permission
    upload: str
    records: str
    records_name: str
    at_once: int | None
    read: Callable[[bytes, date], LoadedFile]
    audited: bool = False

    def count(self, number: int) -> str:
        """Write a number of records."""
        return f"{number:,} {self.one if number == 1 else self.many}"


KINDS: dict[str, FileKind] = {}


def register(kind: FileKind) -> FileKind:
    """Make a kind known to the jobs and the pages."""
    KINDS[kind.key] = kind
    return kind


def parts(kind: FileKind, start: int, size: int) -> list[tuple[int, int]]:
    """Return from where to where each transaction goes."""
    step = kind.at_once or max(1, size)
    return [(first, min(first + step, size)) for first in range(start, size, step)]
