"""The file of a backup: a manifest, a member for each table, a member for each file."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING

from payback.core.backup.files import is_inside
from payback.core.errors import PaybackError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from payback.core.backup.rows import Figures

FORMAT = "payback-backup/1"
MANIFEST = "manifest.json"
TABLES = "tables/"
FILES = "files/"
CHUNK = 1024 * 1024


class BackupError(PaybackError):
    """A backup that cannot be written or restored, with a sentence for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself."""

    taken_at: str
    revision: str
    figures: Figures
    hashes: dict[str, str]
    format: str = FORMAT


def write_archive(path: Path, manifest: Manifest, sources: dict[str, Path]) -> None:
    """Write a backup that only its owner can read, whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    number = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(number, "wb") as out:
            with tarfile.open(fileobj=out, mode="w:gz", compresslevel=3) as tar:
                _add(tar, MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
                for name, source in sources.items():
                    tar.add(source, name, recursive=False, filter=_anonymous)
            out.flush()
            os.fsync(out.fileno())
        os.link(part, path)
    except FileExistsError:
        message = f"There is already a file {path}. Choose another name."
        raise BackupError(message) from None
    finally:
        part.unlink(missing_ok=True)


def checked_manifest(path: Path) -> Manifest:
    """Read a backup from end to end and return its manifest.

    Raises
    ------
    BackupError
        If anything in it is not what was written.
    """
    with members(path) as (manifest, contents):
        found = {name: _hash(content) for name, content in contents}
    if found != manifest.hashes:
        wrong = sorted(name for name in manifest.hashes if found.get(name) != manifest.hashes[name])
        message = f"The backup is damaged: {', '.join(wrong[:5]) or 'it holds too much'}."
        raise BackupError(message)
    return manifest


@contextmanager
def members(path: Path) -> Iterator[tuple[Manifest, Iterator[tuple[str, IO[bytes]]]]]:
    """Open a backup: its manifest, and its members in the order in which they were written."""
    try:
        with tarfile.open(path, "r:gz") as tar:
            yield _manifest(tar), _contents(tar)
    except FileNotFoundError as error:
        message = f"There is no file {path}."
        raise BackupError(message) from error
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path} is not a whole backup of Community Payback ({type(error).__name__})."
        raise BackupError(message) from error


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return _hash(file)


def _manifest(tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    content = tar.extractfile(first) if first and first.name == MANIFEST else None
    values = json.load(content) if content else {}
    if values.get("format") != FORMAT:
        message = "the first member is no manifest of this format"
        raise ValueError(message)
    return Manifest(**values)


def _contents(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    while member := tar.next():
        content = tar.extractfile(member) if member.isfile() else None
        if content is None or not is_inside(member.name):
            message = "a member that no backup holds"
            raise ValueError(message)
        yield member.name, content


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _hash(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := content.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
