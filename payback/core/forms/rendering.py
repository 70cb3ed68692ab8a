"""Drawing GOV.UK components from Python: one macro call a field, with a few shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping

_MACROS = "govuk_frontend_jinja/components/{}/macro.html"


def draw(component: str, params: Mapping[str, object]) -> Markup:
    """Draw one GOV.UK component, for example ``draw("button", {"text": "Save"})``."""
    template = current_app.jinja_env.get_template(_MACROS.format(component))
    macro = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    return Markup(getattr(template.module, macro)(dict(params)))  # noqa: S704 - the macro escapes


def caption(text: str, *, size: str = "", heading: bool = False) -> dict[str, object]:
    """Return the parameters of a label or a legend.

    Parameters
    ----------
    text
        The question.
    size
        ``"s"``, ``"m"``, ``"l"`` or ``"xl"``; empty for the ordinary size.
    heading
        Whether the question is also the page's ``h1``.
    """
    size = size or ("l" if heading else "")
    return {"text": text, "isPageHeading": heading, "size": size}


def as_label(parts: Mapping[str, object]) -> dict[str, object]:
    """Turn a caption into the parameters of a label."""
    return _sized(parts, "govuk-label")


def as_legend(parts: Mapping[str, object]) -> dict[str, object]:
    """Turn a caption into the parameters of a fieldset's legend."""
    return _sized(parts, "govuk-fieldset__legend")


def _sized(parts: Mapping[str, object], block: str) -> dict[str, object]:
    size = parts["size"]
    classes = f"{block}--{size}" if size else ""
    return {"text": parts["text"], "isPageHeading": parts["isPageHeading"], "classes": classes}
