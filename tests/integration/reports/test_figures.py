"""Adding, correcting and loading published figures, and everything that can be wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from payback.core.access import COMMAND_LINE, Role
from payback.reports.models import ImportedFigure
from payback.reports.service import load_published_figures
from tests.support.builders import an_area
from tests.support.importing import press, upload

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.core.db import Database
    from tests.support.client import Client

    SignIn = Callable[[Role], Client]

NEW, CHECK = "/reports/figures/new", "/reports/figures/imports/new"
HEADER = "measure,quarter_start,level,hit,miss,total,target,source\n"
LINE = "Completion of COs and SSOs,2016-04-01,Barnet,90,10,100,75,Board\n"
ANSWERS = {
    "measure": "unpaid work delivered",
    "quarter": "quarter-2016-04",
    "level": "Barnet",
    "hit": "90",
    "miss": "10",
    "total": "100",
    "target": "86.25%",
    "source": "Board report",
}


def figures(database: Database) -> list[ImportedFigure]:
    with database.reading() as db:
        return list(db.scalars(select(ImportedFigure).order_by(ImportedFigure.id)))


def check(client: Client, text: str) -> None:
    upload(client, CHECK, text.encode())


def confirm(client: Client) -> None:
    press(client, "confirm")


def text_of(client: Client) -> str:
    return client.page.get_text(" ", strip=True)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_the_file_that_is_shown_can_be_loaded_by_whoever_it_is_shown_to(
    signed_in: SignIn, role: Role
) -> None:
    client = signed_in(role)
    shown = client.get_page(CHECK).select_one("main pre")
    assert shown is not None
    assert len(shown.get_text().splitlines()) == 2
    check(client, shown.get_text())
    assert client.page.select_one('form[action$="/confirm"]') is not None, text_of(client)


def test_a_figure_is_added_once_however_often_it_is_sent(
    database: Database, signed_in: SignIn
) -> None:
    manager = signed_in(Role.MANAGER)
    answers = {**manager.tokens(NEW), **ANSWERS}
    for _ in range(2):
        assert manager.post(NEW, data=answers).status_code == 302
    (figure,) = figures(database)
    assert (figure.level, figure.hit, figure.miss, figure.target_hundredths) == (
        "Barnet",
        90,
        10,
        8625,
    )
    assert figure.area_id is not None
    assert manager.send(NEW, ANSWERS).status_code == 422
    assert manager.errors()[0].startswith("This figure was added before")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"hit": ""}, "Enter how many were hit"),
        ({"hit": "-1"}, "Hit must be between"),
        ({"miss": "ten"}, "must be a whole number"),
        ({"total": "101"}, "90 hit and 10 miss make 100, not 101"),
        ({"hit": "0", "miss": "0", "total": ""}, "Hit and miss are both 0"),
        ({"target": "100.01"}, "Target must be a percentage from 0 to 100"),
        ({"target": "1e1"}, "Target must be a percentage from 0 to 100"),
        ({"target": ""}, "Enter a target, like 86.25"),
        ({"quarter": "quarter-2026-10"}, "Select a quarter"),
        ({"level": "Mars"}, "Select what the figure is about"),
        ({"measure": "x"}, "Select a measure"),
        ({"source": "x" * 256}, "255 characters"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_loses_nothing(
    database: Database, signed_in: SignIn, changes: dict[str, str], error: str
) -> None:
    manager = signed_in(Role.MANAGER)
    assert manager.send(NEW, ANSWERS | changes).status_code == 422
    assert any(error in line or error.lower() in line.lower() for line in manager.errors()), (
        manager.errors()
    )
    typed = manager.page.select_one("#source")
    assert typed is not None
    assert typed["value"] == (ANSWERS | changes)["source"]
    assert figures(database) == []


def test_nothing_at_all_is_told_field_by_field(signed_in: SignIn) -> None:
    manager = signed_in(Role.MANAGER)
    assert manager.send(NEW, {}).status_code == 422
    assert len(manager.errors()) == 7


def test_a_figure_is_corrected_unless_somebody_else_was_faster(
    database: Database, signed_in: SignIn
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        load_published_figures(db)
    address = f"/reports/figures/{figures(database)[0].id}/change"
    manager = signed_in(Role.ADMINISTRATOR)
    page = manager.get_page(address)
    form = {str(box["name"]): str(box.get("value", "")) for box in page.select("main input")}
    assert form["target"] == "99.00"
    assert manager.post(address, data=form | {"total": "1"}).status_code == 422
    assert manager.errors() == ["3,446 hit and 836 miss make 4,282, not 1"]
    assert manager.post(address, data=form | {"hit": "3447"}).status_code == 302
    assert manager.post(address, data=form | {"hit": "3448"}).status_code == 409
    assert figures(database)[0].hit == 3447


def test_a_figure_of_a_borough_elsewhere_does_not_exist(
    database: Database, signed_in: SignIn
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        an_area(db, code="E09000009", name="Ealing")
    manager, admin = signed_in(Role.MANAGER), signed_in(Role.ADMINISTRATOR)
    line = LINE.replace("Barnet", "ealing")
    check(manager, HEADER + line)
    assert "Line 2, level “ealing” must be one of: Barnet." in text_of(manager)
    check(admin, HEADER + line)
    confirm(admin)
    (figure,) = figures(database)
    assert figure.level == "Ealing"
    assert manager.get(f"/reports/figures/{figure.id}/change").status_code == 404
    assert "Ealing" not in manager.get_page("/reports/performance").get_text()


def test_a_file_is_checked_confirmed_loaded_and_loaded_again_without_harm(
    database: Database, signed_in: SignIn
) -> None:
    manager = signed_in(Role.MANAGER)
    check(manager, HEADER + LINE)
    assert figures(database) == []
    report = manager.page
    confirm(manager)
    assert "New 1 Changed 0 As before 0" in text_of(manager)
    assert "All of it is saved" in text_of(manager)
    manager.page = report
    confirm(manager)
    assert len(figures(database)) == 1
    check(manager, HEADER + LINE.replace("90,10", "91,9"))
    assert "Hit: as it is, 90 → as in the file, 91" in text_of(manager)
    confirm(manager)
    assert "New 0 Changed 1 As before 0" in text_of(manager)
    assert [figure.hit for figure in figures(database)] == [91]
    check(manager, HEADER + LINE.replace("90,10", "91,9"))
    assert "There is nothing to load." in text_of(manager)


def test_every_bad_line_is_told_by_its_number(database: Database, signed_in: SignIn) -> None:
    manager = signed_in(Role.MANAGER)
    lines = [
        LINE,
        LINE,
        LINE.replace("100,75", "99,75"),
        LINE.replace("2016-04-01", "2016-04-02"),
        LINE.replace("2016-04-01", "2026-10-01"),
        LINE.replace("75", "175"),
        LINE.replace("Completion of COs", "Completing of COs"),
        LINE.replace("90,10,100", "0,0,0"),
        LINE.replace("90,", "many,"),
        LINE.replace("Board", "B" * 256),
        LINE.replace("Barnet", "Atlantis"),
        LINE.replace("Barnet", ""),
    ]
    check(manager, HEADER + "".join(lines))
    text = text_of(manager)
    for told in (
        "Line 3, measure This figure is already on line 2. Keep one of the two.",
        "Line 4, total 90 hit and 10 miss make 100, not 99.",
        "Line 5, quarter_start A quarter starts on",
        "Line 6, quarter_start This quarter is not over yet.",
        "Line 7, target “175” must be a percentage",
        "Line 8, measure “Completing of COs and SSOs” must be one of",
        "Line 9, total Hit and miss are both 0.",
        "Line 10, hit “many” must be a whole number",
        "Line 11, source Use 255 characters or fewer.",
        "Line 12, level “Atlantis” must be one of",
        "Line 13, level Enter a value for “level”.",
    ):
        assert told in text
    assert figures(database) == []


@pytest.mark.parametrize("text", ["", "measure\n", "\x00", "PK\x03\x04", HEADER])
def test_a_file_that_is_no_csv_of_ours_is_told(signed_in: SignIn, text: str) -> None:
    manager = signed_in(Role.MANAGER)
    upload(manager, CHECK, text.encode(), status=200 if text else 422)
    assert manager.errors() or "Nothing was loaded" in text_of(manager)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PARTNER, Role.SUPERVISOR])
def test_only_managers_and_administrators_change_published_figures(
    signed_in: SignIn, role: Role
) -> None:
    client = signed_in(role)
    for path in (NEW, CHECK, "/reports/figures/1/change"):
        assert client.get(path).status_code == 403
    assert client.send(CHECK, {}).status_code == 403


@pytest.mark.parametrize("level", ["London", "England and Wales"])
def test_a_boroughs_manager_reads_wider_figures_and_cannot_change_them(
    database: Database, signed_in: SignIn, level: str
) -> None:
    manager, admin = signed_in(Role.MANAGER), signed_in(Role.ADMINISTRATOR)
    line = LINE.replace("Barnet", level)
    check(manager, HEADER + line)
    assert f"Line 2, level “{level}” must be one of: Barnet." in text_of(manager)
    manager.send("/reports/figures/new", ANSWERS | {"level": level}, status=422)
    check(admin, HEADER + line)
    confirm(admin)
    (figure,) = figures(database)
    address = f"/reports/figures/{figure.id}/change"
    assert level in manager.get_page("/reports/performance").get_text()
    assert address not in str(manager.page)
    assert manager.get(address).status_code == 404
    counts = {"hit": "1", "miss": "1", "target": "75", "source": "me", "version": figure.version}
    manager.send(address, counts, status=404)
    assert figures(database)[0].hit == 90
    assert address in str(admin.get_page("/reports/performance"))
    assert admin.get(address).status_code == 200
