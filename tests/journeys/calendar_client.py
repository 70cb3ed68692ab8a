"""A real calendar client: vdirsyncer fetches the address, khal shows what is in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FETCHING = """\
[general]
status_path = "{folder}/status"

[pair rota]
a = "rota_address"
b = "rota_folder"
collections = null

[storage rota_address]
type = "http"
url = "{address}"

[storage rota_folder]
type = "filesystem"
path = "{folder}/rota"
fileext = ".ics"
"""
SHOWING = """\
[calendars]
[[rota]]
path = {folder}/rota
readonly = True
[locale]
local_timezone = Europe/London
default_timezone = Europe/London
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


def sessions_in(
    address: str, folder: Path, *, first: str = "today", span: str = "21d"
) -> list[str]:
    """Subscribe to an address; return date, time, title and place of what the client shows."""
    fetching, showing = folder / "vdirsyncer.conf", folder / "khal.conf"
    (folder / "rota").mkdir()
    fetching.write_text(FETCHING.format(folder=folder, address=address))
    showing.write_text(SHOWING.format(folder=folder))
    run("vdirsyncer", "-c", fetching, "discover", answer="y\n" * 4)
    run("vdirsyncer", "-c", fetching, "sync")
    form = "{start-date} {start-time} {end-time} {title} @ {location}"
    shown = run("khal", "-c", showing, "list", "--day-format", "", "--format", form, first, span)
    return [line for line in shown.splitlines() if line.strip()]


def run(name: str, *arguments: str | Path, answer: str = "") -> str:
    """Run a program that is installed beside Python; return what it printed."""
    program = Path(sys.executable).parent / name
    done = subprocess.run(
        [str(program), *map(str, arguments)], input=answer, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{name}:\n{done.stdout}\n{done.stderr}"
    return done.stdout
