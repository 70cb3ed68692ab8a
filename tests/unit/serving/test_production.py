"""What gunicorn is told, so that nobody needs to copy it."""

from __future__ import annotations

from payback.serving.production import production_options
from tests.support.front import page_config

NGINX_KEEPS_SECONDS = 60


def test_the_server_keeps_a_connection_longer_than_the_proxy_in_front() -> None:
    options = production_options(page_config(), "127.0.0.1", 8000, 2, 8)
    assert isinstance(options["keepalive"], int)
    assert options["keepalive"] > NGINX_KEEPS_SECONDS


def test_an_address_of_six_parts_is_bound_in_brackets() -> None:
    assert production_options(page_config(), "::1", 8000, 2, 8)["bind"] == "[::1]:8000"


def test_requests_leave_no_line_because_addresses_hold_secrets() -> None:
    assert "accesslog" not in production_options(page_config(), "127.0.0.1", 8000, 2, 8)
