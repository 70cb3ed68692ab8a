"""Photographs: what is taken, what is stored, and who may see it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from sqlalchemy import select

from payback.core.access import Role
from payback.nominations.models import Nomination, Photograph
from tests.support.nominating import a_picture, answer_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("barnet")
PAGE = "/nominations/new/photographs"


def upload(client: Client, *files: tuple[Any, str], status: int = 200) -> None:
    tokens = client.tokens(PAGE)
    sent = {"photographs": list(files), "add": "y", **tokens}
    response = client.post(
        PAGE, data=sent, content_type="multipart/form-data", follow_redirects=True
    )
    for each in (*response.history, response):
        each.request.environ["wsgi.input"].close()
    assert response.status_code == status, client.errors()


def rows(database: Database) -> list[Photograph]:
    with database.reading() as db:
        return list(db.scalars(select(Photograph).order_by(Photograph.id)))


@pytest.fixture
def nominator(client: Client) -> Client:
    answer_all(client, until="photographs")
    return client


def test_a_photograph_is_stored_without_its_metadata_under_another_name(
    nominator: Client, database: Database, config: Config
) -> None:
    original = a_picture(exif=True)
    assert b"Camera of Rosa" in original.getvalue()
    upload(nominator, (original, "my holiday.jpg"))
    [row] = rows(database)
    stored = config.data_dir / "photographs" / row.name
    assert "holiday" not in row.name
    assert b"Camera of Rosa" not in stored.read_bytes()
    with Image.open(stored) as image:
        assert image.format == "JPEG"
        assert not image.getexif()
    shown = nominator.get(f"{PAGE}/{row.name}", buffered=True)
    assert shown.mimetype == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in shown.headers["Cache-Control"]


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_of_picture_are_stored_as_jpeg(
    nominator: Client, database: Database, kind: str
) -> None:
    upload(nominator, (a_picture((3000, 100), kind), f"picture.{kind.lower()}"))
    [row] = rows(database)
    assert (row.width, row.height) == (2000, 67)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"%PDF-1.4 not a picture", "paper.pdf", "must be a JPG, JPEG, PNG or WEBP"),
        (b"<script>alert(1)</script>", "picture.jpg", "not a photograph that we can read"),
        (b"", "picture.jpg", "The selected file is empty"),
        (a_picture().getvalue()[:300], "broken.jpg", "not a photograph that we can read"),
        (b"x" * (10 * 1024 * 1024 + 1), "huge.jpg", "must be smaller than 10MB"),
    ],
)
def test_what_is_no_photograph_is_refused_by_its_content(
    nominator: Client, database: Database, content: bytes, name: str, message: str
) -> None:
    upload(nominator, (io.BytesIO(content), name), status=422)
    assert message in nominator.errors()[0]
    assert rows(database) == []


def test_a_picture_that_would_fill_the_memory_is_refused(
    nominator: Client, database: Database
) -> None:
    for size in ((10_000, 9_000), (20_000, 20_000)):
        bomb = io.BytesIO()
        Image.new("1", size).save(bomb, "PNG")
        upload(nominator, (io.BytesIO(bomb.getvalue()), "bomb.png"), status=422)
        assert "too many pixels" in nominator.errors()[0]
    assert rows(database) == []


def test_up_to_five_photographs_can_be_added_and_each_removed(
    nominator: Client, database: Database, config: Config
) -> None:
    for count in range(4):
        upload(nominator, (a_picture(), f"{count}.jpg"))
    upload(nominator, (a_picture(), "5.jpg"), (a_picture(), "6.jpg"), status=422)
    assert "up to 5 photographs" in nominator.errors()[0]
    assert len(list((config.data_dir / "photographs").iterdir())) == 4
    name = rows(database)[0].name
    nominator.post(f"{PAGE}/{name}/remove", data=nominator.tokens(PAGE))
    assert len(rows(database)) == 3
    assert not (config.data_dir / "photographs" / name).exists()
    upload(nominator, status=422)
    assert nominator.errors() == ["Select a photograph"]


def test_staff_see_photographs_and_the_public_only_after_release(
    nominator: Client,
    database: Database,
    app: Any,
    signed_in: Callable[[Role], Client],
) -> None:
    upload(nominator, (a_picture(), "path.jpg"))
    nominator.send(PAGE, {})
    nominator.send("/nominations/new/check-answers", status=200)
    [row] = rows(database)
    with database.reading() as db:
        number = db.scalars(select(Nomination.id)).one()
    stranger = app.test_client()
    path = f"/nominations/inbox/{number}"
    assert stranger.get(f"/photographs/{row.name}", buffered=True).status_code == 404
    assert stranger.get(f"{PAGE}/{row.name}", buffered=True).status_code == 404
    assert stranger.get(f"{path}/photographs/{row.name}", buffered=True).status_code == 302
    staff = signed_in(Role.COORDINATOR)
    assert staff.get(f"{path}/photographs/{row.name}", buffered=True).status_code == 200
    assert staff.get(f"{path}/photographs/other.jpg", buffered=True).status_code == 404
    tokens = staff.tokens(path)
    staff.post(f"{path}/photographs/{row.id}", data=tokens | {"released": "yes"})
    assert stranger.get(f"/photographs/{row.name}", buffered=True).status_code == 200
    staff.post(f"{path}/photographs/{row.id}", data=tokens | {"released": "no"})
    assert stranger.get(f"/photographs/{row.name}", buffered=True).status_code == 404
    assert staff.post(f"{path}/photographs/999", data=tokens).status_code == 404
    assert stranger.get("/photographs/..%2fpayback.sqlite").status_code == 404
