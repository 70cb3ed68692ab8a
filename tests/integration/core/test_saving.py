"""What `core/saving.py` promises every page that writes, shown on one small form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import redirect
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select

from payback.core.access import public
from payback.core.errors import Conflict, NotFound, RuleBroken
from payback.core.forms import PaybackForm, TextAreaField, TextField
from payback.core.saving import form_page, refusals_told, saved
from payback.people.models import Person
from tests.support.builders import a_person

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.core.db import Database
    from tests.support.client import Client

FORM, BUTTON, NEXT = "/test/name-somebody", "/test/press", "/cookies"
SAID = "Somebody has a name."
PAGE = """{% extends "layout.html" %}
{% from "components/forms.html" import form_tag, button %}
{% block title %}Name somebody{% endblock %}
{% block content %}
{{ error_summary(form) }}
<h1 class="govuk-heading-l">Name somebody</h1>
{% call form_tag(token=token) %}{{ form.name() }}{{ form.note() }}{{ button("Save") }}{% endcall %}
{% endblock %}
"""
REFUSALS = {
    "Taken": RuleBroken("name", "Choose another name"),
    "Tuesday": RuleBroken("weekday", "Nobody is named on a Tuesday"),
    "Late": Conflict(),
    "Gone": NotFound(),
}
"""What goes wrong after somebody has been named so, but before the change ends."""


class NameForm(PaybackForm):
    """A name, and a note that nothing is done with."""

    name = TextField("Name", max_length=20)
    note = TextAreaField("Note", required=False)


def name_somebody() -> ResponseReturnValue:
    """Save the form."""
    form = NameForm()

    def change(db: Session) -> str:
        a_person(db, given_name=form.name.value)
        db.flush()
        if form.name.value in REFUSALS:
            raise REFUSALS[form.name.value]
        return NEXT

    return saved(form, change, SAID) or form_page("name_somebody.html", form)


def press() -> ResponseReturnValue:
    """Refuse what a button without a form asks for."""
    with refusals_told():
        raise RuleBroken("", "It is too late for that")
    return redirect(NEXT)


@pytest.fixture(autouse=True)
def _views(app: Flask) -> None:
    own = DictLoader({"name_somebody.html": PAGE})
    assert app.jinja_env.loader is not None
    app.jinja_env.loader = ChoiceLoader([own, app.jinja_env.loader])
    app.add_url_rule(FORM, view_func=public(name_somebody), methods=["GET", "POST"])
    app.add_url_rule(BUTTON, view_func=public(press), methods=["POST"])


def named(database: Database) -> list[str]:
    with database.reading() as db:
        return list(db.scalars(select(Person.given_name).order_by(Person.id)))


def typed(client: Client) -> tuple[str, str]:
    name, note = client.page.select_one("#name"), client.page.select_one("#note")
    assert name is not None
    assert note is not None
    return str(name["value"]), note.get_text().strip()


def links(client: Client) -> list[str]:
    return [str(link["href"]) for link in client.page.select(".govuk-error-summary a")]


def test_a_first_visit_saves_nothing_and_carries_a_token_of_its_own(
    client: Client, database: Database
) -> None:
    first, second = client.tokens(FORM), client.tokens(FORM)
    assert first["submission_token"] != second["submission_token"]
    assert named(database) == []


def test_what_was_sent_is_saved_and_the_next_page_says_so_once(
    client: Client, database: Database
) -> None:
    client.send(FORM, {"name": "Ash"}, status=200)
    assert named(database) == ["Ash"]
    assert SAID in client.words
    client.get_page(NEXT)
    assert SAID not in client.words


def test_a_value_of_the_wrong_shape_gives_the_page_again_with_all_that_was_typed(
    client: Client, database: Database
) -> None:
    long = "Ash" * 10
    client.send(FORM, {"name": long, "note": "Mind the gate"}, status=422)
    assert client.errors() == ["Name must be 20 characters or fewer"]
    assert links(client) == ["#name"]
    assert typed(client) == (long, "Mind the gate")
    assert named(database) == []


def test_a_broken_rule_is_shown_at_its_field_and_nothing_of_the_change_stays(
    client: Client, database: Database
) -> None:
    client.send(FORM, {"name": "Taken", "note": "Mind the gate"}, status=422)
    assert client.errors() == ["Choose another name"]
    assert links(client) == ["#name"]
    assert client.page.select_one("#name-error") is not None
    assert typed(client) == ("Taken", "Mind the gate")
    assert named(database) == []


def test_a_broken_rule_about_no_field_of_the_form_is_said_without_a_link(
    client: Client, database: Database
) -> None:
    client.send(FORM, {"name": "Tuesday"}, status=422)
    assert client.errors() == ["Nobody is named on a Tuesday"]
    assert links(client) == []
    assert named(database) == []


def test_what_was_refused_is_put_right_and_saved_once_however_often_it_is_sent(
    client: Client, database: Database
) -> None:
    tokens = client.tokens(FORM)
    client.post(FORM, data=tokens | {"name": "Taken"})
    shown = client.page.select_one('[name="submission_token"]')
    assert shown is not None
    assert shown["value"] == tokens["submission_token"]
    answers = [client.post(FORM, data=tokens | {"name": "Elm"}) for _ in range(2)]
    assert [(each.status_code, each.location) for each in answers] == [(302, NEXT)] * 2
    assert named(database) == ["Elm"]


def test_a_used_token_with_other_answers_is_a_conflict_that_saves_nothing(
    client: Client, database: Database
) -> None:
    tokens = client.tokens(FORM)
    client.post(FORM, data=tokens | {"name": "Elm"})
    again = client.post(FORM, data=tokens | {"name": "Oak"})
    assert again.status_code == 409
    assert "sent before with other answers" in client.words
    assert named(database) == ["Elm"]


@pytest.mark.parametrize(("name", "status"), [("Late", 409), ("Gone", 404)])
def test_any_other_refusal_has_its_own_page_and_leaves_the_token_unused(
    client: Client, database: Database, name: str, status: int
) -> None:
    tokens = client.tokens(FORM)
    assert client.post(FORM, data=tokens | {"name": name}).status_code == status
    assert named(database) == []
    assert client.post(FORM, data=tokens | {"name": "Oak"}).status_code == 302
    assert named(database) == ["Oak"]


def test_where_there_is_no_form_the_next_page_says_what_was_refused(client: Client) -> None:
    client.send(BUTTON, status=200)
    assert "It is too late for that" in client.words
