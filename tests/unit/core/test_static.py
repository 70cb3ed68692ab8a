"""Static files: nothing reserved, nothing missing, nothing loaded from elsewhere."""

from __future__ import annotations

import re

import pytest

from tests.support.front import a_page_app, page_config

CONFIG = page_config()
FILES = sorted(path for path in CONFIG.static_dir.rglob("*") if path.is_file())
RESERVED = re.compile(
    r"GDS Transport|govuk-crest|govuk-logotype|govuk-footer__crown|moj-logotype", re.I
)
RESERVED_NAMES = re.compile(r"crown|crest|logotype|govuk-icon|opengraph|\.woff", re.I)


def test_no_reserved_typeface_crown_or_arms_is_served() -> None:
    assert FILES
    for path in FILES:
        assert not RESERVED_NAMES.search(path.name), path
        if path.suffix in (".css", ".js", ".svg"):
            assert not RESERVED.search(path.read_text()), path


def test_style_and_script_load_nothing_from_elsewhere() -> None:
    for path in FILES:
        text = path.read_text() if path.suffix in (".css", ".js") else ""
        assert not re.search(r"url\(\s*[\"']?(https?:)?//|@import|sourceMappingURL", text), path


def test_whatever_a_style_refers_to_exists() -> None:
    for path in FILES:
        if path.suffix == ".css":
            for target in re.findall(r"url\([\"']?([^\"')#]+)", path.read_text()):
                assert target.startswith("data:") or (path.parent / target).is_file(), target


def test_every_vendored_folder_is_named_in_the_readme() -> None:
    readme = (CONFIG.static_dir / "README.md").read_text()
    for folder in (path for path in CONFIG.static_dir.iterdir() if path.is_dir()):
        assert f"`{folder.name}/`" in readme


@pytest.mark.parametrize("path", ["/gallery", "/privacy-notice", "/nowhere"])
def test_every_static_file_of_a_page_is_there_and_kept_for_a_year(path: str) -> None:
    client = a_page_app().test_client()
    found = re.findall(r'(?:src|href)="(/static/[^"]+)"', client.get(path).text)
    assert len(found) >= 5
    for address in found:
        with client.get(address) as sent:
            assert sent.status_code == 200
            assert "immutable" in sent.headers["Cache-Control"]


def test_a_static_file_without_its_fingerprint_is_not_kept_for_long() -> None:
    with a_page_app().test_client().get("/static/payback.css") as sent:
        assert "immutable" not in sent.headers["Cache-Control"]
