"""Static files as a browser takes them: compressed, each once in the life of a process.

Pages are not compressed here: they hold secrets beside what others can choose, and their length
would tell of them. A proxy in front may still do what its operator thinks right.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import request
from werkzeug.security import safe_join

from payback.core.templating import fingerprint

if TYPE_CHECKING:
    from flask import Flask, Response

WORTH_IT = frozenset({".css", ".js", ".svg"})
"""Pictures and fonts are compressed already."""


def init_static_files(app: Flask) -> None:
    """Send text files compressed to browsers that take them so."""
    folder = app.static_folder or ""

    def compress(response: Response) -> Response:
        if request.endpoint != "static" or response.status_code != 200:
            return response
        found = safe_join(folder, (request.view_args or {}).get("filename", ""))
        if found is None or Path(found).suffix not in WORTH_IT:
            return response
        response.vary.add("Accept-Encoding")
        if request.accept_encodings.quality("gzip") > 0:
            _send_compressed(response, Path(found))
        return response

    app.after_request(compress)


def _send_compressed(response: Response, path: Path) -> None:
    response.close()  # the open file, which nobody will read
    response.direct_passthrough = False
    response.set_data(_compressed(path, fingerprint(path)))
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)  # the same file in other bytes


@lru_cache(maxsize=100)
def _compressed(path: Path, _fingerprint: str) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)
