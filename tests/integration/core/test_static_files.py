"""Static files travel compressed, and pages as they are."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest

from payback.core.templating import static_url

if TYPE_CHECKING:
    from flask import Flask

    from payback.config import Config
    from tests.support.client import Client

STYLES = "govuk-frontend-6.3.0/govuk-frontend.min.css"


def test_a_browser_that_takes_it_is_sent_the_same_file_compressed(client: Client) -> None:
    plain = client.get(f"/static/{STYLES}", headers={"Accept-Encoding": ""}, buffered=True)
    packed = client.get(f"/static/{STYLES}", headers={"Accept-Encoding": "br, gzip"}, buffered=True)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]
    assert "Accept-Encoding" in plain.vary
    assert "Accept-Encoding" in packed.vary
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3


def test_who_refuses_it_is_sent_the_file_as_it_is(client: Client) -> None:
    answer = client.get(
        "/static/payback.css", headers={"Accept-Encoding": "gzip;q=0"}, buffered=True
    )
    assert "Content-Encoding" not in answer.headers


def test_a_compressed_file_that_is_known_is_not_sent_again(client: Client) -> None:
    accepts = {"Accept-Encoding": "gzip"}
    tag = client.get("/static/payback.css", headers=accepts, buffered=True).headers["ETag"]
    again = client.get(
        "/static/payback.css", headers=accepts | {"If-None-Match": tag}, buffered=True
    )
    assert again.status_code == 304


def test_a_hashed_address_is_kept_for_ever_compressed_too(
    client: Client, app: Flask, config: Config
) -> None:
    with app.test_request_context():
        address = static_url(config.static_dir, "payback.css")
    answer = client.get(address, headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_file_that_another_names_without_a_hash_is_kept_for_a_day(client: Client) -> None:
    script = client.get("/static/payback.js", buffered=True).text
    named = re.search(r"from '\./([^']+)'", script)
    assert named is not None
    answer = client.get(f"/static/{named[1]}", buffered=True)
    assert answer.headers["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize("address", ["/static/../wsgi.py", "/static/no-such.css"])
def test_what_is_not_a_static_file_is_not_found(client: Client, address: str) -> None:
    assert (
        client.get(address, headers={"Accept-Encoding": "gzip"}, buffered=True).status_code == 404
    )
