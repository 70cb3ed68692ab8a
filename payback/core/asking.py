"""The page that asks before something is ended, removed or switched off.

The same address answers GET with the question and POST with the deed, so that the button on the
page before is a link and nothing changes by following it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import render_template

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payback.core.forms import PaybackForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked.

    ``follows`` are sentences on what happens and what it takes along; ``undo`` says how it is taken
    back, or that it cannot be. ``fields`` are sent along, such as the version of the record.
    """

    heading: str
    button: str
    back: str
    caption: str = ""
    follows: Sequence[str] = ()
    undo: str = ""
    warning: bool = True
    fields: Mapping[str, object] = field(default_factory=dict)


def ask(question: Question, form: PaybackForm | None = None) -> str:
    """Draw the page.

    Parameters
    ----------
    form
        What must be answered too, such as a reason; its fields stand before the button.
    """
    return render_template("components/ask_first.html", question=question, form=form)
