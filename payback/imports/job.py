"""The jobs that check a file, take it in a part at a time, and forget it."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import undefer

from payback.core import clock, jobs
from payback.core.access import WORKER
from payback.core.errors import Conflict
from payback.imports.findings import Findings, Verdict, part_of, unpacked
from payback.imports.kinds import KINDS, parts
from payback.imports.models import FileImport, ImportState
from payback.imports.service import APPLY, CHECK, FORGET, KEPT, forget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from payback.imports.findings import Finding
    from payback.imports.kinds import Comparison, FileKind, LoadedFile

SHORTEST_PAUSE_SECONDS = 0.1
CHANGED_SINCE = (
    "Records have changed since the file was checked, so it would not do what was confirmed."
)
COLLIDED = "Others were changing the same records."


@jobs.handler(CHECK)
def check(context: jobs.JobContext, import_id: int) -> None:
    """Compare a file with the records, keep what it would do, and change nothing else."""
    row = _row(context, import_id)
    if row is None or row.state is not ImportState.CHECKING or row.content is None:
        return
    kind, found = KINDS[row.kind], Findings()
    loaded = kind.read(row.content, clock.today())
    found.faults += loaded.faults
    found.warnings += loaded.notices
    counts = dict.fromkeys(Verdict, 0)
    for end, comparison in _compared(context, row, kind, loaded):
        found.add(comparison.findings)
        found.faults += comparison.faults
        found.warnings += comparison.warnings
        for each in comparison.findings:
            counts[each.verdict] += 1
        context.report({"done": end, "of": loaded.size})
    if context.stop.is_set():
        return
    packed = found.packed()
    with context.database.transaction(WORKER) as db:
        if jobs.still_held(db, context):
            kept = db.get_one(FileImport, import_id)
            kept.state = ImportState.FAULTY if found.faults else ImportState.CHECKED
            kept.total, kept.findings = loaded.size, packed
            kept.added, kept.changed = counts[Verdict.NEW], counts[Verdict.CHANGED]


@jobs.handler(APPLY)
def apply(context: jobs.JobContext, import_id: int) -> None:
    """Take a file in, from where it stands; each part and its position in one transaction.

    A worker that takes over from a killed one goes on behind the last part. Each part must still
    be what was confirmed; before the first, all of them.
    """
    row = _row(context, import_id)
    if row is None or row.state is not ImportState.APPLYING or row.content is None:
        return
    kind, digests = KINDS[row.kind], unpacked(row.findings).digests
    loaded = kind.read(row.content, clock.today())
    if row.position == 0 and not _still_so(context, row, kind, loaded, digests):
        if not context.stop.is_set():
            _outdated(context, import_id)
        return
    for start, end in parts(kind, row.position, loaded.size):
        if context.stop.is_set():
            return
        begun = perf_counter()
        if not _take_or_retry(context, row, loaded, digests, start, end):
            return
        context.heartbeat()
        if context.database.is_sqlite and end < loaded.size:
            # Others wait by polling: without a pause as long as the part they might never win.
            context.stop.wait(max(SHORTEST_PAUSE_SECONDS, perf_counter() - begun))


@jobs.handler(FORGET)
def forget_file(context: jobs.JobContext, import_id: int) -> None:
    """Delete the content of a file an hour after it came, or an hour later if it is being taken."""
    with context.database.transaction(WORKER) as db:
        if not jobs.still_held(db, context):
            return
        row = db.scalar(select(FileImport).where(FileImport.id == import_id).with_for_update())
        if row is None:
            return
        job = db.get(jobs.Job, row.job_id) if row.job_id is not None else None
        if job is not None and not job.ended:
            jobs.enqueue(db, FORGET, import_id, due_at=clock.now() + KEPT)
            return
        forget(row)


def _row(context: jobs.JobContext, import_id: int) -> FileImport | None:
    whole = undefer(FileImport.content), undefer(FileImport.findings)
    with context.database.reading() as db:
        return db.scalar(select(FileImport).where(FileImport.id == import_id).options(*whole))


def _compared(
    context: jobs.JobContext, row: FileImport, kind: FileKind, loaded: LoadedFile
) -> Iterator[tuple[int, Comparison]]:
    """Compare a file a part at a time, without locks, until the end or a stop."""
    for start, end in parts(kind, 0, loaded.size):
        if context.stop.is_set():
            return
        with context.database.reading() as db:
            comparison = loaded.compare(db, row.actor, start, end, lock=False)
        yield end, comparison


def _still_so(
    context: jobs.JobContext,
    row: FileImport,
    kind: FileKind,
    loaded: LoadedFile,
    digests: list[str],
) -> bool:
    found: list[Finding] = []
    for _end, comparison in _compared(context, row, kind, loaded):
        if comparison.faults:
            return False
        found += comparison.findings
    return len(digests) == len(found) and part_of(digests, 0, found)


def _take_or_retry(
    context: jobs.JobContext,
    row: FileImport,
    loaded: LoadedFile,
    digests: list[str],
    start: int,
    end: int,
) -> bool:
    """Take one part; who collides with somebody else comes back to it in a while."""
    try:
        with context.database.transaction(row.actor) as db:
            return jobs.still_held(db, context) and _take(db, row, loaded, digests, start, end)
    except (IntegrityError, OperationalError, Conflict) as collision:
        raise jobs.RetryLater(COLLIDED) from collision


def _take(
    db: Session, row: FileImport, loaded: LoadedFile, digests: list[str], start: int, end: int
) -> bool:
    kept = db.execute(
        select(FileImport).where(FileImport.id == row.id).with_for_update()
    ).scalar_one()
    comparison = loaded.compare(db, row.actor, start, end, lock=True)
    if comparison.faults or not part_of(digests, start, comparison.findings):
        kept.state, kept.remark = ImportState.OUTDATED, CHANGED_SINCE
        return False
    comparison.write()
    kept.position = end
    if end == loaded.size:
        kept.state = ImportState.APPLIED
        forget(kept)
    return True


def _outdated(context: jobs.JobContext, import_id: int) -> None:
    with context.database.transaction(WORKER) as db:
        if jobs.still_held(db, context):
            row = db.get_one(FileImport, import_id)
            row.state, row.remark = ImportState.OUTDATED, CHANGED_SINCE
