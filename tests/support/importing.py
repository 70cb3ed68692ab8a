"""Loading files as people do: choose a file, read what it would do, say the word."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.imports.models import FileImport

if TYPE_CHECKING:
    from payback.core.db import Database
    from tests.support.client import Client


def upload(client: Client, page: str, content: bytes, *, status: int = 200, **values: str) -> str:
    """Send a file from the page that asks for it; return the address that it led to."""
    file = {"file": (io.BytesIO(content), "file.csv")}
    return client.send(page, values | file, status=status).request.path


def press(client: Client, action: str, *, status: int = 200) -> str:
    """Press the last page's button that leads to an address with this end."""
    form = client.page.select_one(f'form[action$="/{action}"]')
    assert form is not None, client.words
    values = {str(box["name"]): str(box["value"]) for box in form.select("input")}
    response = client.post(str(form["action"]), data=values, follow_redirects=True)
    assert response.status_code == status, response.text[:2000]
    return response.request.path


def the_import(database: Database) -> FileImport:
    """Return the latest file."""
    with database.reading() as db:
        return db.scalars(select(FileImport).order_by(FileImport.id.desc()).limit(1)).one()
