"""What a request brings, cleaned in one place before any view reads it.

Addresses: a number that no row can have, or a character that no text needs, leads nowhere (404).
Query strings, forms, cookies and JSON: such characters are taken out. A password too: it is read
by the same rule when it is set and when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict, iter_multi_items
from werkzeug.routing import IntegerConverter, PathConverter, UnicodeConverter

from payback.core.characters import printable

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Map

LARGEST_ID = 2**31 - 1
"""The largest number that a column of ours holds, on PostgreSQL as on SQLite."""
_VISIBLE = r"[^/\x00-\x1f\x7f\ufeff]"


class CleanMultiDict(ImmutableMultiDict[str, Any]):
    """What was sent under which names, without characters that no text needs."""

    def __init__(self, mapping: Any = None) -> None:  # noqa: ANN401 - whatever a MultiDict takes
        super().__init__([(_clean(k), _clean(v)) for k, v in iter_multi_items(mapping or ())])

    def copy(self) -> MultiDict[str, Any]:  # type: ignore[override]  # as its parent does
        """Return a copy that can be changed."""
        return MultiDict(self)


class CleanRequest(Request):
    """Flask's request with everything in it cleaned."""

    parameter_storage_class = CleanMultiDict
    dict_storage_class = CleanMultiDict

    def get_json(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as in Flask
        """Return the JSON that was sent, every text in it cleaned."""
        return _clean(super().get_json(*args, **options))


class RowNumber(IntegerConverter):
    """The number of a row: one that no row can have matches no address."""

    regex = r"[0-9]{1,10}"

    def __init__(self, map: Map, max: int = LARGEST_ID) -> None:
        super().__init__(map, max=max)


class Visible(UnicodeConverter):
    """A part of an address without control characters."""

    def __init__(self, map: Map, **options: int) -> None:
        super().__init__(map, **options)
        self.regex = self.regex.replace("[^/]", _VISIBLE)


class VisiblePath(PathConverter):
    """The rest of an address without control characters."""

    regex = rf"{_VISIBLE}[^\x00-\x1f\x7f\ufeff]*?"


def init_incoming(app: Flask) -> None:
    """Clean whatever comes in; call this before any address is registered."""
    app.request_class = CleanRequest
    app.url_map.converters.update(default=Visible, string=Visible, int=RowNumber, path=VisiblePath)


def _clean(value: Any) -> Any:  # noqa: ANN401 - JSON, text or a file
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(each) for key, each in value.items()}
    return value
