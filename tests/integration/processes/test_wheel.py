"""What ``pip install .`` gives: a command with its templates, static files and migrations."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.html import check_page
from tests.support.running import ROOT, clean_environment, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

START_SECONDS = 60.0


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``payback`` command of an environment that holds nothing of ours but the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (wheel,) = folder.glob("payback-*.whl")
    environment = folder / "venv"
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    _run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", wheel, cwd=folder)
    packages = next(environment.glob("lib/python*/site-packages"))
    dependencies = Path(pytest.__file__).parents[1]
    (packages / "dependencies.pth").write_text(f"{dependencies}\n")
    return environment / "bin" / "payback"


@pytest.fixture
def address(installed: Path, tmp_path: Path) -> Iterator[str]:
    """The address of the web server of the installed command, over a migrated database."""
    environment = clean_environment(PAYBACK_DATA_DIR=str(tmp_path / "data"))
    _run(installed, "migrate", cwd=tmp_path, env=environment)
    port = free_port()
    web = subprocess.Popen([installed, "web", "--port", str(port)], cwd=tmp_path, env=environment)
    yield f"http://127.0.0.1:{port}"
    web.terminate()
    assert web.wait(20) == 0


def test_the_installed_command_serves_pages_and_static_files(address: str) -> None:
    page = _fetch(f"{address}/sign-in")
    check_page(page)
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert styles
    for path in styles:
        assert len(_fetch(f"{address}{path}")) > 1000


def _run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"


def _fetch(address: str) -> str:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - ours
                text: str = answer.read().decode()
                return text
        except urllib.error.HTTPError:
            raise
        except OSError:
            assert time.monotonic() < deadline, "the web server did not start"
            time.sleep(0.1)
