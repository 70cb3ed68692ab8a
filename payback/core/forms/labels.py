"""A field of short labels, such as skills or tags, typed with commas between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from payback.core.forms.base import BadInput, BoxField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

LONGEST_LABEL = 40
MOST_LABELS = 20
_BETWEEN = re.compile(r"[,;\n]+")
_GAPS = re.compile(r"[\s_-]+")
_LABEL = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def label_of(text: str) -> str:
    """Return a label as it is stored: "First aid" becomes "first-aid"."""
    return _GAPS.sub("-", text.strip().lower()).strip("-")


class LabelsField(BoxField[tuple[str, ...]]):
    """Short labels in one box with commas between them; ``data`` is a sorted tuple."""

    def write(self, value: tuple[str, ...]) -> Mapping[str, str]:
        """Write stored labels with commas."""
        return {"": ", ".join(value)}

    def read(self, typed: Mapping[str, str]) -> tuple[str, ...]:
        """Return each label once; say which cannot be one."""
        found = {label_of(part) for part in _BETWEEN.split(typed[""])} - {""}
        for label in sorted(found):
            if len(label) > LONGEST_LABEL:
                raise BadInput(f"“{label[:20]}…” must be {LONGEST_LABEL} characters or fewer")
            if not _LABEL.fullmatch(label):
                raise BadInput(f"“{label}” must be letters, numbers, spaces and dashes only")
        if len(found) > MOST_LABELS:
            raise BadInput(f"Enter {MOST_LABELS} or fewer, with commas between them")
        return tuple(sorted(found))

    def draw(self, params: dict[str, object]) -> Markup:
        """Draw one text input."""
        return self.labelled("input", {"value": self.typed[""], "spellcheck": False} | params)
