"""Errors of a page are linked to boxes that the page shows, and to nothing else.

A form may have a field that a page leaves out; an error there is said without a link. What a page
shows is known only once it is drawn, and its error summary stands before everything else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask, Response

_LINK = re.compile(r'<a href="#(?P<target>[^"]+)">(?P<text>.*?)</a>', re.DOTALL)


def init_unlinked(app: Flask) -> None:
    """Look at every page that is shown again because something must be put right."""
    app.after_request(_look_at)


def _look_at(response: Response) -> Response:
    if response.status_code == 422 and response.mimetype == "text/html":
        response.set_data(without_dead_links(response.get_data(as_text=True)))
    return response


def without_dead_links(html: str) -> str:
    """Return a page on which a link to a place that the page lacks is only its text."""

    def shown(link: re.Match[str]) -> str:
        return link[0] if f'id="{link["target"]}"' in html else link["text"]

    return _LINK.sub(shown, html)
