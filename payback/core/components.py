"""The official components, each drawn once for the same parameters in the life of a process.

Their macros are functions of their parameters and of nothing else, and most parameters are the same
on every page: the navigation of a role, a list of boroughs, a button. What somebody typed, and the
sentence about it, is never kept; nor is any token, which no component carries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import Template
from jinja2.runtime import Macro
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from jinja2.environment import TemplateModule

DRAWN_ONCE = frozenset(
    {
        "govukBackLink",
        "govukButton",
        "govukInput",
        "govukPagination",
        "govukSelect",
        "govukServiceNavigation",
        "govukSkipLink",
        "govukWarningText",
    }
)
MOST_KEPT = 2_000
TYPED = ("value", "errorMessage")
"""Parameters that come from what somebody typed."""


class Unkept(Exception):
    """Parameters that nothing can be kept under."""


class ComponentTemplate(Template):
    """A template of the official components, whose macros remember what they have drawn."""

    def make_module(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,  # noqa: FBT001,FBT002,RUF100 - as in Jinja
        locals: Mapping[str, Any] | None = None,
    ) -> TemplateModule:
        """Return the macros."""
        module = super().make_module(vars, shared, locals)
        for name in DRAWN_ONCE & module.__dict__.keys():
            macro = getattr(module, name)
            if isinstance(macro, Macro):
                setattr(module, name, remembering(macro))
        return module


def remembering(draw: Callable[..., str]) -> Callable[..., str]:
    """Return a component that is drawn only for parameters that it has not met."""
    drawn: dict[Hashable, str] = {}

    def drawn_once(params: Mapping[str, object]) -> str:
        if any(params.get(name) for name in TYPED):
            return draw(params)
        try:
            key = key_of(params)
        except Unkept:
            return draw(params)
        found = drawn.get(key)
        if found is None:
            if len(drawn) >= MOST_KEPT:
                drawn.clear()
            found = drawn[key] = draw(params)
        return found

    return drawn_once


def key_of(value: object) -> Hashable:
    """Return what tells a parameter from every other: safe text from plain, true from 1.

    Raises
    ------
    Unkept
        If it holds anything but text, whole numbers, truth values, lists and mappings.
    """
    kind = type(value)
    if kind is str or kind is int or value is None:
        return value
    if kind is bool or kind is Markup:
        return kind, value
    if isinstance(value, dict) and all(type(name) is str for name in value):
        return dict, *((name, key_of(each)) for name, each in value.items())
    if isinstance(value, list | tuple):
        return list, *map(key_of, value)
    raise Unkept
