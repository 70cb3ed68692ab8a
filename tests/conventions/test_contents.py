"""A form whose answers lie in rows of their own conflicts with whoever changed those rows."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING

import payback
from payback.core.columns import Base, Versioned
from payback.core.forms import PaybackForm

if TYPE_CHECKING:
    from collections.abc import Iterator

APART = {
    "Grouping.memberships": "loaded from files; no page changes them",
    "Person.requirements": "each has a page and a version of its own",
    "Person.exceptions": "added and removed one at a time, each by a page of its own",
    "Person.exclusions": "added and removed one at a time, each by a page of its own",
    "Project.patterns": "each has a page and a version of its own",
    "Requirement.entries": "written once, never changed",
    "Rota.bookings": "written with the rota and never changed",
    "Rota.duties": "written with the rota and never changed",
    "Rota.unplaced": "written with the rota and never changed",
    "RotaRun.rotas": "each has a page and a version of its own",
    "Supervisor.leave": "added and removed one at a time, each by a page of its own",
    "WorkSession.appointments": "each has a page and a version of its own",
    "WorkSession.duties": "taken off and given one at a time, each by a page of its own",
}
"""Collections that are no part of their row, and why a form of the row need not mind them."""


def collections() -> set[str]:
    for module in walk_packages(payback.__path__, "payback."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    return {
        f"{mapper.class_.__name__}.{link.key}"
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Versioned)
        for link in mapper.relationships
        if link.uselist
    }


def contents() -> set[str]:
    return {
        f"{mapper.class_.__name__}.{name}"
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Versioned)
        for name in mapper.class_.contents
    }


def forms(kind: type[PaybackForm] = PaybackForm) -> Iterator[type[PaybackForm]]:
    for form in kind.__subclasses__():
        yield form
        yield from forms(form)


def test_every_collection_is_part_of_its_row_or_says_why_not() -> None:
    known = collections()
    assert contents() <= known
    assert known - contents() == set(APART)


def test_no_form_with_a_version_asks_for_what_stands_apart() -> None:
    collections()
    apart = {name.partition(".")[2] for name in APART}
    asked = {
        f"{form.__name__}.{name}"
        for form in forms()
        if hasattr(form, "version")
        for name in dir(form)
        if name in apart
    }
    assert asked == set()
