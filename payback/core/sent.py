"""What a form sent, as plain pairs: to be kept, compared and sent once more.

Secrets and machinery are left out: passwords, tokens, and the marks of this module's own.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import has_request_context, request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.datastructures import FileStorage

OWNER, AGAIN, KEPT = "sent_by", "shown_again", "kept_id"
MACHINERY = frozenset({"csrf_token", OWNER, AGAIN, KEPT})
CARRIED = frozenset({"submission_token", "version", "entry_uuid", "step"})
"""What a form carries for the service and nobody has typed."""

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The answers of a form and where they went; files only by what they hold."""

    pairs: Pairs
    files: tuple[str, ...] = ()
    path: str = ""

    @property
    def as_text(self) -> str:
        """The answers as text to store."""
        return json.dumps(self.pairs)

    @property
    def digest(self) -> str:
        """What tells two sendings apart: every answer and file in any order, and the record."""
        answers = sorted(pair for pair in self.pairs if pair[0] not in CARRIED)
        return hashlib.sha256(
            json.dumps([answers, sorted(self.files), self.path]).encode()
        ).hexdigest()

    @property
    def has_answers(self) -> bool:
        """Whether there is more than a button that was pressed."""
        return bool(self.files) or any(name not in CARRIED for name, _ in self.pairs)


def pairs_of(text: str) -> Pairs:
    """Return answers that were stored as text."""
    return [(str(name), str(value)) for name, value in json.loads(text or "[]")]


def sent() -> Sent:
    """Return what this request sent; nothing outside a request."""
    if not has_request_context():
        return Sent(pairs=[])
    pairs = [pair for pair in request.form.items(multi=True) if _may_be_kept(pair[0])]
    files = ((name, each) for name, each in request.files.items(multi=True) if each.filename)
    return Sent(pairs=pairs, files=tuple(_digests(files)), path=request.path)


def _may_be_kept(name: str) -> bool:
    return name not in MACHINERY and "password" not in name


def _digests(files: Iterable[tuple[str, FileStorage]]) -> Iterable[str]:
    """Tell what files hold, and leave each where its reader had come to."""
    for name, each in files:
        place = each.stream.tell()
        each.stream.seek(0)
        digest = hashlib.file_digest(each.stream, "sha256").hexdigest()  # type: ignore[arg-type]
        each.stream.seek(place)
        yield f"{name} {each.filename} {digest}"
