"""An installation holds exactly what the requirements files say, whatever was published since."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS = PROJECT["dependency-groups"]
RUNTIME = [Requirement(each) for each in PROJECT["project"]["dependencies"] + GROUPS["build"]]
DEVELOPMENT = [Requirement(each) for each in GROUPS["dev"] if isinstance(each, str)]
FILES = {"requirements.txt": RUNTIME, "requirements-dev.txt": RUNTIME + DEVELOPMENT}
HASHED = re.compile(r"(?P<pin>[^\\]+?)(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n?")


def entries_of(text: str) -> list[str]:
    """Return a file's entries, each with the hashes below it."""
    return re.split(r"\n(?! )", text.strip())


def pins_of(text: str) -> dict[str, str]:
    """Return the version of each package that a file pins for this Python."""
    pins = [Requirement(entry.split(" \\")[0]) for entry in entries_of(text)]
    wanted = [pin for pin in pins if pin.marker is None or pin.marker.evaluate()]
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in wanted}


def loose(text: str) -> list[str]:
    """Return the entries that could install something else than one known file."""
    found = [(entry, HASHED.fullmatch(entry)) for entry in entries_of(text)]
    return [entry for entry, hashed in found if not hashed or "==" not in hashed["pin"]]


def missing(wanted: list[Requirement], pins: dict[str, str]) -> list[str]:
    """Return which of the requirements the pins do not fulfil."""
    return [
        str(each)
        for each in wanted
        if not (version := pins.get(canonicalize_name(each.name)))
        or not each.specifier.contains(version, prereleases=True)
    ]


def needed_by(requirement: Requirement) -> list[Requirement]:
    """Return what an installed package needs here, with the extras that are asked of it."""
    extras = requirement.extras or {""}
    needs = [Requirement(each) for each in requires(requirement.name) or []]
    return [
        need
        for need in needs
        if need.marker is None or any(need.marker.evaluate({"extra": name}) for name in extras)
    ]


def everything(wanted: list[Requirement]) -> list[Requirement]:
    """Return the requirements with all that they need, extras included."""
    found = {str(each): each for each in wanted}
    new = list(wanted)
    while new:
        needs = {str(need): need for each in new for need in needed_by(each)}
        new = [need for text, need in needs.items() if text not in found]
        found |= needs
    return list(found.values())


@pytest.mark.parametrize("name", FILES)
def test_each_entry_is_one_version_of_known_files(name: str) -> None:
    assert loose((ROOT / name).read_text()) == []


def test_each_dependency_names_one_version() -> None:
    assert [str(each) for each in RUNTIME + DEVELOPMENT if "==" not in str(each)] == []


@pytest.mark.parametrize("name", FILES)
def test_the_pins_of_the_project_are_in_its_files(name: str) -> None:
    assert missing(FILES[name], pins_of((ROOT / name).read_text())) == []


@pytest.mark.parametrize("name", FILES)
def test_all_that_a_dependency_and_its_extras_need_is_pinned(name: str) -> None:
    assert missing(everything(FILES[name]), pins_of((ROOT / name).read_text())) == []


def test_what_is_installed_comes_ready_built() -> None:
    wanted = "--require-hashes --no-deps --only-binary :all:"
    for name, command in (("Makefile", "INSTALL := "), ("README.md", "pip install --require")):
        (line,) = [each for each in (ROOT / name).read_text().splitlines() if command in each]
        assert wanted in line, f"{name} would build packages with tools that nobody has pinned"


def test_the_pythons_of_the_readme_are_those_whose_wheels_are_asked_for() -> None:
    (line,) = re.findall(r"^PYTHONS := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    first, *_, last = line.split()
    assert f"with Python {first} to {last}" in (ROOT / "README.md").read_text()
    assert PROJECT["project"]["requires-python"] == f">={first}"


def test_the_package_is_built_with_what_is_pinned() -> None:
    assert PROJECT["build-system"]["requires"] == GROUPS["build"]


def test_developers_run_what_the_service_runs() -> None:
    running = set(entries_of((ROOT / "requirements.txt").read_text()))
    assert running - set(entries_of((ROOT / "requirements-dev.txt").read_text())) == set()


@pytest.mark.parametrize(
    "entry",
    ["flask==3.1.3", "flask>=3 \\\n    --hash=sha256:" + 64 * "0", "flask==3.1.3 \\\n    --hash=x"],
)
def test_an_entry_without_one_version_or_hash_is_found(entry: str) -> None:
    good = "wtforms==3.3.2 \\\n    --hash=sha256:" + 64 * "a"
    assert loose(f"{good}\n{entry}\n") == [entry]


def test_a_pin_that_is_not_in_the_files_is_found() -> None:
    wanted = [Requirement("flask==3.1.3"), Requirement("Flask_Login==0.6.3")]
    assert missing(wanted, {"flask": "3.1.4", "flask-login": "0.6.3"}) == ["flask==3.1.3"]


def test_what_an_extra_needs_is_counted() -> None:
    names = {canonicalize_name(each.name) for each in everything([Requirement("celery[redis]")])}
    assert {"kombu", "redis", "vine"} <= names
