"""The texts of mails: templates of plain text whose first line is the subject. No web."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from payback.config import resource_folder
from payback.core import wording


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's subject and body."""

    subject: str
    body: str


def write_letter(name: str, **values: object) -> Letter:
    """Write a letter from ``templates/email/<name>.txt``.

    Parameters
    ----------
    name
        The template, without folder and ending.
    values
        What it needs; a value that is missing is a fault of ours and raises.
    """
    text = _environment().get_template(f"{name}.txt").render(**values)
    subject, _, body = text.lstrip("\n").partition("\n")
    return Letter(" ".join(subject.split()), body.strip("\n") + "\n")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(resource_folder("templates") / "email"),
        autoescape=select_autoescape(enabled_extensions=("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(date=wording.date, plural=wording.plural)
    return environment
