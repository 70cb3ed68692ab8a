"""A certificate authority of the test's own, and what a server proves itself with."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.requirements import skip_or_fail

if TYPE_CHECKING:
    from pathlib import Path

HOW = "Tests of protected mail are skipped: install openssl (apt install openssl)"
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The file to trust, and a context for a server at 127.0.0.1 that it vouches for."""

    trusted: Path
    server: ssl.SSLContext


def an_authority(folder: Path) -> Authority:
    """Make an authority and a certificate for 127.0.0.1 in a new folder."""
    if shutil.which("openssl") is None:
        skip_or_fail(HOW)
    folder.mkdir()
    _openssl(folder, *_new("ca"), "-subj", "/CN=An authority of a test")
    _openssl(
        folder,
        *_new("server"),
        *("-subj", "/CN=127.0.0.1", "-CA", "ca.pem", "-CAkey", "ca.key"),
        *("-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=CA:FALSE"),
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return Authority(trusted=folder / "ca.pem", server=context)


def _new(name: str) -> tuple[str, ...]:
    return ("-x509", *KEY, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "2")


def _openssl(folder: Path, *arguments: str) -> None:
    command = ["openssl", "req", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
