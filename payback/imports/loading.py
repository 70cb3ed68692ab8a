"""Loading a whole file at once for the command line: checked first, then part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core import clock
from payback.imports.findings import Verdict
from payback.imports.kinds import parts

if TYPE_CHECKING:
    from payback.core.access import Actor
    from payback.core.csv_import import LineFault
    from payback.core.db import Database
    from payback.imports.kinds import FileKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What loading a file did, or would do, in records; with a fault it does nothing."""

    added: int
    changed: int
    unchanged: int
    faults: tuple[LineFault, ...]
    warnings: tuple[LineFault, ...]
    taken: int


def load_file(
    database: Database, actor: Actor, kind: FileKind, content: bytes, *, dry_run: bool
) -> Outcome:
    """Check a file and, if every line is in order, take it in, a part in each transaction.

    ``taken`` is less than the whole where records have changed so that a later part has faults;
    what was taken stays.
    """
    loaded = kind.read(content, clock.today())
    faults, warnings = list(loaded.faults), list(loaded.notices)
    verdicts: list[Verdict] = []
    for start, end in parts(kind, 0, loaded.size):
        with database.reading() as db:
            comparison = loaded.compare(db, actor, start, end, lock=False)
        faults += comparison.faults
        warnings += comparison.warnings
        verdicts += [each.verdict for each in comparison.findings]
    taken = 0
    for start, end in parts(kind, 0, 0 if faults or dry_run else loaded.size):
        with database.transaction(actor) as db:
            comparison = loaded.compare(db, actor, start, end, lock=True)
            faults += comparison.faults
            if faults:
                break
            comparison.write()
        taken = end
    return Outcome(
        added=verdicts.count(Verdict.NEW),
        changed=verdicts.count(Verdict.CHANGED),
        unchanged=verdicts.count(Verdict.SAME),
        faults=tuple(sorted(faults, key=lambda fault: (fault.line, fault.column or ""))),
        warnings=tuple(warnings),
        taken=taken,
    )
