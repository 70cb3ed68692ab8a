"""The administrator's pages: the list, the check of a file, and loading it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from payback.areas import queries
from payback.areas.service import ensure_london
from payback.core.access import COMMAND_LINE, Role
from tests.support.importing import press, upload

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.core.db import Database
    from tests.support.client import Client

NEW = "/areas/imports/new"
AREAS = b"code,name,region\nE06000001,Hartlepool,North East\nE06000002,Middlesbrough,North East\n"


@pytest.fixture
def admin(database: Database, signed_in: Callable[[Role], Client]) -> Client:
    """Sign in as an administrator, with London loaded."""
    with database.transaction(COMMAND_LINE) as db:
        ensure_london(db)
    return signed_in(Role.ADMINISTRATOR)


def check(client: Client, content: bytes, what: str = "areas") -> None:
    upload(client, NEW, content, what=what)


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
    check(admin, AREAS)
    assert "Hartlepool" not in names(database)
    press(admin, "confirm")
    assert "The file was about 2 areas. All of it is saved." in admin.words
    assert "Hartlepool" in names(database)
    assert "2 areas Saved" in admin.get_page(NEW).get_text(" ", strip=True)


def test_what_would_change_of_an_area_is_shown_first(admin: Client, database: Database) -> None:
    check(admin, b"code,name,region\nE09000003,Barnet,Greater London\n")
    assert "Region: as it is, London → as in the file, Greater London" in admin.words
    press(admin, "confirm")
    assert "Changed 1" in admin.words
    with database.reading() as db:
        assert {area.region for area in queries.all_areas(db)} == {"London", "Greater London"}


def test_a_word_said_twice_loads_once(admin: Client, database: Database) -> None:
    check(admin, AREAS)
    report = admin.page
    press(admin, "confirm")
    admin.page = report
    press(admin, "confirm")
    assert "All of it is saved" in admin.words
    assert names(database).count("Hartlepool") == 1


def test_groupings_are_loaded_from_a_file_and_ended_by_another(admin: Client) -> None:
    head = "kind,grouping,area_code,valid_from,valid_to\n"
    line = "other,Café “Nord”,E09000003,1/1/2020,"
    check(admin, f"{head}{line}\n".encode("cp1252"), "groupings")
    press(admin, "confirm")
    assert "Café “Nord”" in admin.get_page("/areas").get_text(" ", strip=True)
    check(admin, f"{head}{line}31/12/2021\n".encode("cp1252"), "groupings")
    assert "Last day: as it is, Not ended → as in the file, 31 December 2021" in admin.words


def test_every_bad_line_is_shown_and_nothing_can_be_loaded(admin: Client) -> None:
    check(admin, b"code,name,region\nX1,Hartlepool,NE\nE06000002,,NE\n")
    assert "Line 2, code “X1” is not an ONS code" in admin.words
    assert "Line 3, name Enter a value for “name”." in admin.words
    assert admin.page.select_one('form[action$="/confirm"]') is None


def test_of_very_many_faults_the_first_are_shown(admin: Client) -> None:
    check(admin, b"code,name,region\n" + b"X,Y,\n" * 500)
    assert "And 300 more faults" in admin.words


def test_a_file_that_changes_nothing_says_so(admin: Client) -> None:
    check(admin, b"code,name,region\nE09000003,Barnet,London\n")
    assert "There is nothing to load." in admin.words


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"\x00\x01\x02", b"\xff\xfe\x00", b"code;name", b"name\nx", b"\n"]
)
def test_a_file_that_is_no_csv_of_ours_is_told(admin: Client, content: bytes) -> None:
    check(admin, content)
    assert "Nothing was loaded" in admin.words


def test_a_missing_file_and_choice_are_asked_for(admin: Client) -> None:
    assert admin.send(NEW, {}).status_code == 422
    assert len(admin.errors()) == 2


def test_an_empty_file_is_refused(admin: Client) -> None:
    upload(admin, NEW, b"", what="areas", status=422)
    assert admin.errors() == ["The selected file is empty"]


def test_a_confirmation_that_has_become_wrong_loads_nothing(
    admin: Client, database: Database
) -> None:
    check(admin, AREAS)
    report = admin.page
    check(admin, b"code,name,region\nE06000009,Hartlepool,North East\n")
    press(admin, "confirm")
    admin.page = report
    press(admin, "confirm")
    assert "Records have changed since the file was checked" in admin.words
    assert "Nothing was changed." in admin.words
    press(admin, "check")
    assert "Rename that one first" in admin.words
    assert "Middlesbrough" not in names(database)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_sees_or_loads_areas(
    signed_in: Callable[[Role], Client], role: Role
) -> None:
    client = signed_in(role)
    assert client.get("/areas").status_code == 403
    assert client.get(NEW).status_code == 403
    assert client.send(NEW, {"what": "areas"}).status_code == 403
