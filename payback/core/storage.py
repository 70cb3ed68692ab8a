"""Is there room in the data folder, and can it be written? Cheap enough for every ``/health``."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from payback.config import Config

LEAST_FREE_BYTES = 200 * 1024 * 1024
PROBE = b"payback" * 512


def state_of_storage(config: Config, least_free: int = LEAST_FREE_BYTES) -> str:
    """Return ``well``, ``nearly full`` or ``not writable`` for where the service keeps files.

    Parameters
    ----------
    least_free
        Bytes; with less there is time to act, but not much.
    """
    states = [_state(folder, least_free) for folder in _folders(config)]
    return next((state for state in states if state != "well"), "well")


def _folders(config: Config) -> list[Path]:
    """Return the data folder, and the embedded database's if it lies elsewhere."""
    folders = [config.data_dir]
    url = make_url(config.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        folder = Path(url.database).resolve().parent
        if folder != config.data_dir:
            folders.append(folder)
    return folders


def _state(folder: Path, least_free: int) -> str:
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(PROBE)
            probe.flush()
        free = shutil.disk_usage(folder).free
    except OSError:
        return "not writable"
    return "well" if free >= least_free else "nearly full"
