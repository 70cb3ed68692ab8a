"""The administrator's pages: the list, the check of a file, and loading it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from payback.areas import queries
from payback.areas.service import ensure_london
from payback.core.access import COMMAND_LINE, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import TestResponse

    from payback.core.db import Database
    from tests.support.client import Client

NEW, LOAD = "/areas/imports/new", "/areas/imports"
AREAS = b"code,name,region\nE06000001,Hartlepool,North East\nE06000002,Middlesbrough,North East\n"


@pytest.fixture
def admin(database: Database, signed_in: Callable[[Role], Client]) -> Client:
    """Sign in as an administrator, with London loaded."""
    with database.transaction(COMMAND_LINE) as db:
        ensure_london(db)
    return signed_in(Role.ADMINISTRATOR)


def check(client: Client, content: bytes, what: str = "areas", name: str = "a.csv") -> TestResponse:
    return client.send(NEW, {"what": what, "file": (io.BytesIO(content), name)})


def confirm(client: Client) -> TestResponse:
    form = client.page.select_one(f'form[action="{LOAD}"]')
    assert form is not None
    return client.send(LOAD, {box["name"]: box["value"] for box in form.select("input")})


def names(database: Database) -> list[str]:
    with database.reading() as db:
        return [area.name for area in queries.all_areas(db)]


def test_the_list_shows_areas_and_groupings_with_their_dates(admin: Client) -> None:
    text = admin.get_page("/areas").get_text(" ", strip=True)
    assert "Kensington and Chelsea" in text
    assert "Barnet, Enfield and Brent" in text
    assert "Barnet, Brent, Harrow 1 April 2019 Not ended" in text
    assert "Barnet, Brent, Enfield 1 April 2019 25 June 2021" in text


def test_a_file_is_checked_confirmed_and_loaded(admin: Client, database: Database) -> None:
    response = check(admin, AREAS)
    assert response.status_code == 200
    assert "Hartlepool" not in names(database)
    response = confirm(admin)
    assert response.status_code == 200
    assert "Loaded: 2 lines new, 0 changed, 0 as before." in admin.page.get_text(" ", strip=True)
    assert "Hartlepool" in names(database)


def test_a_file_sent_twice_loads_once(admin: Client, database: Database) -> None:
    check(admin, AREAS)
    report = admin.page
    confirm(admin)
    admin.page = report
    confirm(admin)
    assert "0 changed, 2 as before" in admin.page.get_text(" ", strip=True)
    assert names(database).count("Hartlepool") == 1


def test_groupings_are_loaded_from_a_file(admin: Client) -> None:
    content = ("kind,grouping,area_code,valid_from\nother,Café “Nord”,E09000003,1/1/2020\n").encode(
        "cp1252"
    )
    assert check(admin, content, "groupings").status_code == 200
    confirm(admin)
    assert "Café “Nord”" in admin.page.get_text(" ", strip=True)


def test_every_bad_line_is_shown_and_nothing_can_be_loaded(admin: Client) -> None:
    response = check(admin, b"code,name,region\nX1,Hartlepool,NE\nE06000002,,NE\n")
    assert response.status_code == 422
    text = admin.page.get_text(" ", strip=True)
    assert "Line 2, code “X1” is not an ONS code" in text
    assert "Line 3, name Enter a value for “name”." in text
    assert admin.page.select_one(f'form[action="{LOAD}"]') is None


def test_of_very_many_faults_the_first_are_shown(admin: Client) -> None:
    check(admin, b"code,name,region\n" + b"X,Y,\n" * 500)
    assert "And 300 more faults" in admin.page.get_text(" ", strip=True)


def test_a_file_that_changes_nothing_says_so(admin: Client) -> None:
    check(admin, b"code,name,region\nE09000003,Barnet,London\n")
    assert "There is nothing to load." in admin.page.get_text(" ", strip=True)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"\x00\x01\x02", b"\xff\xfe\x00", b"code;name", b"name\nx", b"\n"]
)
def test_a_file_that_is_no_csv_of_ours_is_told(admin: Client, content: bytes) -> None:
    assert check(admin, content).status_code == 422
    assert "Nothing was loaded" in admin.page.get_text(" ", strip=True)


def test_a_missing_file_and_choice_are_asked_for(admin: Client) -> None:
    assert admin.send(NEW, {}).status_code == 422
    assert len(admin.errors()) == 2


def test_an_empty_file_and_a_wrong_kind_of_file_are_refused(admin: Client) -> None:
    assert check(admin, b"").status_code == 422
    assert admin.errors() == ["The selected file is empty"]
    assert check(admin, AREAS, name="areas.xlsx").status_code == 422
    assert "must be a CSV or TXT" in admin.errors()[0]


@pytest.mark.parametrize(
    "values",
    [{}, {"what": "areas"}, {"what": "areas", "carried": "###"}, {"what": "x", "carried": "YQ=="}],
)
def test_a_confirmation_that_lost_its_file_asks_for_it_again(
    admin: Client, values: dict[str, str]
) -> None:
    assert admin.send(LOAD, values).status_code == 422
    assert admin.errors() == ["The file did not come through whole. Select it again"]


def test_a_confirmation_that_has_become_wrong_loads_nothing(
    admin: Client, database: Database
) -> None:
    check(admin, AREAS)
    report = admin.page
    check(admin, b"code,name,region\nE06000009,Hartlepool,North East\n")
    confirm(admin)
    admin.page = report
    assert confirm(admin).status_code == 422
    assert "Rename that one first" in admin.page.get_text(" ", strip=True)
    assert "Middlesbrough" not in names(database)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_sees_or_loads_areas(
    signed_in: Callable[[Role], Client], role: Role
) -> None:
    client = signed_in(role)
    assert client.get("/areas").status_code == 403
    assert client.get(NEW).status_code == 403
    assert client.send(LOAD, {"what": "areas", "carried": "YQ=="}).status_code == 403
