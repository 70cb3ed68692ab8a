"""Whatever the service writes can be read by nobody else on the machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from payback.core.private_files import keep_files_private
from tests.support.configs import a_config
from tests.support.running import ROOT, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

WORK = """
from payback.core.access import COMMAND_LINE
from payback.core.commands import config_or_exit, database_or_exit
from payback.core.migrate import upgrade
from payback.nominations.photographs import Picture, keep
from payback.notifications.deliver import to_file
from payback.notifications.models import OutboxMessage
from payback.core import clock
from sqlalchemy import text
config = config_or_exit()
upgrade(config)
database = database_or_exit(config)
with database.transaction(COMMAND_LINE) as db:
    db.execute(text("CREATE TABLE written (id INTEGER)"))
    keep(config, Picture(content=b"x", width=1, height=1))
    to_file(config, OutboxMessage(id=1, recipient="a@example.org", subject="s", body="b",
                                  created_at=clock.now()))
    import os
    for folder, folders, files in os.walk(config.data_dir):
        for each in (*folders, *files):
            print(os.path.join(folder, each))
"""


def open_to_others(paths: Iterator[Path] | list[Path]) -> list[Path]:
    return [path for path in paths if path.stat().st_mode & 0o077]


def test_database_mail_photographs_and_folders_are_the_services_own(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    environment = clean_environment(PAYBACK_DATA_DIR=str(folder), PAYBACK_MODE="test")
    done = subprocess.run(
        ["sh", "-c", 'umask 022; exec "$0" "$@"', sys.executable, "-c", WORK],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    written = {Path(line).name for line in done.stdout.splitlines()}
    assert {"payback.sqlite", "payback.sqlite-wal", "000001.eml", "photographs"} <= written
    assert open_to_others([folder, *folder.rglob("*")]) == []


def test_files_of_an_earlier_version_are_closed_to_others_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "umask", lambda _: 0)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    names = [elsewhere / f"payback.sqlite{end}" for end in ("", "-wal", "-shm")]
    data = tmp_path / "data"
    data.mkdir()
    for path in (*names, data):
        path.touch()
        path.chmod(0o755)
    keep_files_private(a_config(data_dir=data, database_url=f"sqlite:///{names[0]}"))
    assert open_to_others([*names, data]) == []
