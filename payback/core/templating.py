"""Page templates: where they are, how strict they are, and how values are written on a page.

Our own templates refuse undefined names. The GOV.UK macros rely on undefined parameters, so they
are compiled by a second, lenient environment that this one hands them to.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import lru_cache, partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import url_for
from flask.templating import Environment
from flask_wtf.csrf import generate_csrf
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)

from payback.core import wording
from payback.core.addresses import remembering_addresses
from payback.core.components import ComponentTemplate
from payback.core.forms import error_summary
from payback.core.keeping import form_owner, kept_id_sent

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping
    from pathlib import Path

    from flask import Flask
    from jinja2 import Template
    from jinja2.environment import Environment as AnyEnvironment

    from payback.config import Config

GOVUK = "govuk_frontend_jinja"
LONDON = ZoneInfo("Europe/London")


class PageEnvironment(Environment):
    """Flask's environment, strict for our templates and lenient for the GOV.UK macros."""

    lenient: AnyEnvironment | None = None

    def get_template(  # type: ignore[override]  # narrower than Jinja's own union
        self,
        name: str,
        parent: str | None = None,
        globals: MutableMapping[str, object] | None = None,
    ) -> Template:
        """Load a template with the environment that suits it."""
        if self.lenient is not None and name.startswith(GOVUK + "/"):
            return self.lenient.get_template(name, parent, globals)
        return super().get_template(name, parent, globals)


def init_templating(app: Flask, config: Config) -> None:
    """Set up the loaders, the filters and what every template can use.

    Parameters
    ----------
    app
        The application; call this before anything uses its templates.
    config
        Gives the folders of templates and static files and the operator's name and contact.
    """
    app.jinja_environment = PageEnvironment
    app.jinja_options = {
        "loader": _loader(config.templates_dir),
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    early = app.__dict__.pop("jinja_env", None)
    environment = app.jinja_env
    if early is not None:
        environment.globals.update(early.globals)
    if isinstance(environment, PageEnvironment):
        environment.lenient = environment.overlay(undefined=ChainableUndefined)
        environment.lenient.loader = environment.loader
        environment.lenient.template_class = ComponentTemplate
    environment.filters.update(FILTERS)
    address = remembering_addresses()
    environment.globals.update(
        csrf_token=generate_csrf,
        error_summary=error_summary,
        form_owner=form_owner,
        kept_id_sent=kept_id_sent,
        url_for=address,
        static_url=partial(static_url, config.static_dir, build=address),
        service=service_facts(config),
    )


def _loader(folder: Path) -> ChoiceLoader:
    macros = PrefixLoader({GOVUK: PackageLoader(GOVUK)})
    return ChoiceLoader([FileSystemLoader(folder), macros])


def service_facts(config: Config) -> dict[str, object]:
    """Return what pages say about the service and who runs it."""
    return {
        "name": "Community Payback",
        "operator_name": config.operator_name,
        "operator_email": config.operator_email,
        "operator_phone": config.operator_phone,
        "base_url": config.base_url,
        "demonstration": config.demonstration,
    }


@lru_cache(maxsize=500)
def fingerprint(path: Path) -> str:
    """Return a short hash of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


@lru_cache(maxsize=500)
def _version(folder: Path, path: str) -> str:
    return fingerprint(folder / path)


def static_url(folder: Path, path: str, *, build: Callable[..., str] = url_for) -> str:
    """Return the address of a static file, which changes whenever its content does."""
    return build("static", filename=path, v=_version(folder, path))


def as_local(instant: dt.datetime) -> dt.datetime:
    """Return an instant as wall-clock time in London; it must know its own zone."""
    if instant.tzinfo is None:
        message = "an instant without a zone cannot be shown"
        raise ValueError(message)
    return instant.astimezone(LONDON)


def show_date(value: dt.date) -> str:
    """Write "6 March 2026"; an instant is shown as its date in London."""
    return wording.date(as_local(value) if isinstance(value, dt.datetime) else value)


def show_short_date(value: dt.date) -> str:
    """Write "Fri 6 Mar"; an instant is shown as its date in London."""
    return wording.short_date(as_local(value) if isinstance(value, dt.datetime) else value)


def show_time(value: dt.time | dt.datetime) -> str:
    """Write "9:30am"; an instant is shown as its time in London."""
    return wording.time(as_local(value).time() if isinstance(value, dt.datetime) else value)


def show_datetime(value: dt.datetime) -> str:
    """Write an instant as "6 March 2026 at 9:30am", London time."""
    return f"{show_date(value)} at {show_time(value)}"


FILTERS = {
    "date": show_date,
    "short_date": show_short_date,
    "time": show_time,
    "datetime": show_datetime,
    "hours": wording.hours,
    "hours_decimal": wording.hours_decimal,
    "number": wording.number,
    "percent": wording.percent,
    "plural": wording.plural,
}
