"""What a file would change, record by record; and how that is kept with the file."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from payback.core.csv_import import LineFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from payback.core.columns import Base

MOST_FAULTS_KEPT = 200


class Verdict(StrEnum):
    """What a file means for one record."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field as it is, and as it would be."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a file means for one record; ``hidden`` values are not for lists."""

    line: int
    verdict: Verdict
    title: str
    record_id: int | None = None
    fields: tuple[FieldChange, ...] = ()
    hidden: bool = False

    @property
    def digest(self) -> str:
        """A short text that differs when the same line would do something else."""
        told = repr((self.verdict.value, self.record_id, self.fields))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def verdict_on(row: object | None, fields: Sequence[FieldChange]) -> Verdict:
    """Return what a line means for the row that it names, from what it would change there."""
    return Verdict.NEW if row is None else Verdict.CHANGED if fields else Verdict.SAME


def finding_of(
    line: int, title: str, row: Base | None, pairs: Iterable[tuple[str, str, str]]
) -> Finding:
    """Return what a line means for one record whose values are all for lists.

    Parameters
    ----------
    row
        The record that is here; ``None`` for a new one.
    pairs
        Each field's label, and its words as they are and as in the file.
    """
    fields = tuple(
        FieldChange(label=label, old=old, new=new) for label, old, new in pairs if old != new
    )
    return Finding(
        line=line,
        verdict=verdict_on(row, fields),
        title=title,
        record_id=row.id if row is not None else None,
        fields=fields,
    )


@dataclass(slots=True, kw_only=True)
class Findings:
    """Everything that the check of a file found."""

    faults: list[LineFault] = field(default_factory=list)
    warnings: list[LineFault] = field(default_factory=list)
    changes: list[Finding] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    more_faults: int = 0

    def add(self, findings: Iterable[Finding]) -> None:
        """Keep what would change, and how to recognise all of it."""
        for each in findings:
            self.digests.append(each.digest)
            if each.verdict is Verdict.CHANGED:
                self.changes.append(each)

    def packed(self) -> bytes:
        """Return the findings as bytes, without the values that are not for lists."""
        shown = sorted(self.faults, key=lambda fault: (fault.line, fault.column or ""))
        return zlib.compress(
            json.dumps(
                {
                    "faults": [asdict(each) for each in shown[:MOST_FAULTS_KEPT]],
                    "more_faults": max(0, len(shown) - MOST_FAULTS_KEPT),
                    "warnings": [asdict(each) for each in self.warnings],
                    "changes": [_stored(each) for each in self.changes],
                    "digests": self.digests,
                }
            ).encode()
        )


def unpacked(packed: bytes | None) -> Findings:
    """Return findings that were kept; none of a file that is not kept any more."""
    if packed is None:
        return Findings()
    kept: dict[str, Any] = json.loads(zlib.decompress(packed))
    return Findings(
        faults=[LineFault(**each) for each in kept["faults"]],
        warnings=[LineFault(**each) for each in kept["warnings"]],
        changes=[_restored(each) for each in kept["changes"]],
        digests=kept["digests"],
        more_faults=kept["more_faults"],
    )


def part_of(digests: Sequence[str], start: int, findings: Sequence[Finding]) -> bool:
    """Return whether findings are those that were confirmed from some position on."""
    return list(digests[start : start + len(findings)]) == [each.digest for each in findings]


def _stored(finding: Finding) -> dict[str, Any]:
    stored = asdict(finding)
    if finding.hidden:
        stored["fields"] = [{**each, "old": "", "new": ""} for each in stored["fields"]]
    return stored


def _restored(stored: dict[str, Any]) -> Finding:
    fields = tuple(FieldChange(**each) for each in stored["fields"])
    return Finding(**{**stored, "verdict": Verdict(stored["verdict"]), "fields": fields})
