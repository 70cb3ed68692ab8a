"""Problems and answers as they are stored with a rota: compressed JSON and its fingerprint."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import TYPE_CHECKING

import scheduler

if TYPE_CHECKING:
    from payback.rota.models import Rota
    from scheduler import Problem, Solution
    from scheduler.problem import JsonObject


def packed(document: JsonObject) -> bytes:
    """Return a document as compressed JSON; equal documents give equal bytes."""
    return zlib.compress(_canonical(document), 6)


def unpacked(data: bytes) -> JsonObject:
    """Return the document that was packed."""
    found: JsonObject = json.loads(zlib.decompress(data))
    return found


def stored_answer(rota: Rota) -> tuple[Problem, Solution]:
    """Return what a rota was planned from and what was answered; both must be loaded."""
    problem = scheduler.read_problem(unpacked(rota.problem))
    return problem, scheduler.read_solution(unpacked(rota.solution), problem)


def fingerprint(document: JsonObject) -> str:
    """Return the SHA-256 of a document, the same whatever the order of its keys."""
    return hashlib.sha256(_canonical(document)).hexdigest()


def _canonical(document: JsonObject) -> bytes:
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8")
