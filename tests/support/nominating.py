"""What a nominator answers: believable answers of every question page, and the way through."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from PIL import Image

if TYPE_CHECKING:
    from tests.support.client import Client

ANSWERS: dict[str, dict[str, Any]] = {
    "community-benefit": {"answer": "yes", "evidence": "About 200 children walk along this path."},
    "paid-work": {
        "done_by": "nobody",
        "budget": "no",
        "last_paid": "never, as far as I know",
        "evidence": "I asked the parks team in May.",
    },
    "profit": {
        "answer": "no",
        "owner": "council or other public body",
        "evidence": "Everybody may use it and nobody pays.",
    },
    "demanding": {
        "answer": "yes",
        "people": "6",
        "days": "4",
        "evidence": "Cut back brambles, dig out the roots and carry them to the gate.",
    },
    "place": {"address": "The path behind 1 Park Road, Hendon", "postcode": "nw44bg"},
    "work": {
        "title": "Clear the path behind Park Road",
        "work_type": "gardening and open spaces",
        "description": "Clear brambles from 80 metres of path.",
    },
    "site": {
        "toilets": "In the library, 100 metres",
        "hand_washing": "In the library",
        "site_access": "Level path from the road",
        "parking": "",
        "tools": "",
    },
    "contact": {
        "contact_name": "Rosa Example",
        "organisation": "Friends of the Path",
        "email": "rosa@example.org",
        "phone": "020 7946 0018",
        "consent": "y",
    },
    "photographs": {},
}


def answer(client: Client, page: str, **changes: Any) -> Any:
    """Answer one question page; return what comes back, without following it."""
    return client.send(
        f"/nominations/new/{page}", {**ANSWERS.get(page, {}), **changes}, follow=False
    )


def answer_all(client: Client, *, until: str = "", **changes: dict[str, Any]) -> None:
    """Answer every page in order, up to but without ``until``."""
    for page in ANSWERS:
        if page == until:
            return
        response = answer(client, page, **changes.get(page.replace("-", "_"), {}))
        assert response.status_code == 302, (page, client.errors())


def nominate(client: Client, **changes: dict[str, Any]) -> str:
    """Answer everything, send it, and return the path of the page that follows it."""
    answer_all(client, until="", **changes)
    response = client.send("/nominations/new/check-answers", follow=False)
    assert response.status_code == 302
    page = client.get_page("/nominations/new/submitted")
    link = page.find("a", string="Follow your nomination")
    assert link is not None
    return str(link["href"])


def a_picture(
    size: tuple[int, int] = (640, 480), kind: str = "JPEG", *, exif: bool = False
) -> io.BytesIO:
    """Return a small picture as a file, if wanted with the place where it was taken."""
    out = io.BytesIO()
    image = Image.new("RGB", size, "seagreen")
    if exif:
        facts = Image.Exif()
        facts[0x010F] = "Camera of Rosa"
        facts.get_ifd(0x8825)[2] = (51.0, 35.0, 24.0)
        image.save(out, kind, exif=facts)
    else:
        image.save(out, kind)
    out.seek(0)
    return out
