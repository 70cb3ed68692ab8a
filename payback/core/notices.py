"""What a page says before its content because of facts that other features know.

A feature registers a function once, when its module is imported, with the pages it speaks on. The
layout shows what it returns; the views of those pages know nothing of it.

>>> @notice_on("people.show_person")
... def something_to_mend(db, asked):
...     return Notice(template="diary/breaks_notice.html", values={"rows": ...})
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from payback.core.web import reading

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A template, which is included with ``values`` as its variable."""

    template: str
    values: Mapping[str, object]


Provider = Callable[["Session", Mapping[str, object]], "Notice | None"]
EVERYWHERE = "*"
_providers: dict[str, list[Provider]] = defaultdict(list)


def notice_on(*endpoints: str) -> Callable[[Provider], Provider]:
    """Register a function for pages; it is given the values of the page's address."""

    def register(provider: Provider) -> Provider:
        for endpoint in endpoints:
            if provider not in _providers[endpoint]:
                _providers[endpoint].append(provider)
        return provider

    return register


def notice_everywhere(provider: Provider) -> Provider:
    """Register a function for every page."""
    return notice_on(EVERYWHERE)(provider)


def init_notices(app: Flask) -> None:
    """Give every page the notices that are about it."""
    app.context_processor(lambda: {"notices": _notices()})


def _notices() -> list[Notice]:
    asked = request.view_args or {}
    providers = [*_providers[EVERYWHERE], *_providers.get(request.endpoint or "", ())]
    found = (provider(reading(), asked) for provider in providers)
    return [each for each in found if each is not None]
