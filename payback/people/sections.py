"""Parts of a person's page that features above this one add, such as coming appointments.

A feature registers a function once, when its module is imported; `payback.people` never imports
those features.

>>> @person_section
... def coming_appointments(db, person):
...     return Section(template="diary/person_section.html", values={"rows": ...})
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from payback.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A template, which is included with ``values`` as its variable, starting with an h2."""

    template: str
    values: Mapping[str, object]


Provider = Callable[["Session", "Person"], Section]
_providers: dict[str, Provider] = {}


def person_section(provider: Provider) -> Provider:
    """Add a section to every person's page; a provider of the same name takes its place."""
    _providers[provider.__name__] = provider
    return provider


def sections_of(db: Session, person: Person) -> list[Section]:
    """Return the sections of a person's page, in the order in which they were registered."""
    return [provider(db, person) for provider in _providers.values()]
