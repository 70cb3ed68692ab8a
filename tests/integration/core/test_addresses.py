"""Addresses in templates are built once, and are those that Flask would build."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flask import url_for
from werkzeug.routing import BuildError

from payback.core.addresses import remembering_addresses

if TYPE_CHECKING:
    from flask import Flask


def shown(app: Flask, page: str, template: str, **around: str) -> str:
    with app.test_request_context(page, **around):
        return app.jinja_env.from_string(template).render(enough=True)


def test_an_address_is_that_of_the_page_it_is_on(app: Flask) -> None:
    relative = "{{ url_for('.show_person', person_id=7) }}"
    assert shown(app, "/people", relative) == "/people/7"
    with pytest.raises(BuildError):
        shown(app, "/supervisors", relative)


def test_an_address_knows_where_the_service_is_mounted(app: Flask) -> None:
    link = "{{ url_for('people.list_people', page=2, state=none) }}"
    assert shown(app, "/people", link) == "/people?page=2"
    mounted = shown(app, "/people", link, base_url="https://payback.example/here/")
    assert mounted == "/here/people?page=2"
    assert shown(app, "/people", link) == "/people?page=2"


def test_every_value_is_written_as_flask_writes_it_whatever_was_built_before(app: Flask) -> None:
    address = remembering_addresses()
    pages: list[object] = [1, "1", True, 1.0, [1, 2], None, ""]
    kinds: list[dict[str, Any]] = [{"page": page} for page in pages]
    kinds += [{"_anchor": "x"}, {"_external": True}]
    with app.test_request_context("/people"):
        for values in kinds * 2:
            built = address("people.list_people", **values)
            assert built == url_for("people.list_people", **values)
