"""A web application of pages alone: no database, no accounts, no worker."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flask import Flask, flash, render_template_string
from werkzeug.datastructures import MultiDict

from payback.config import Config, load_config
from payback.core.error_pages import init_error_pages
from payback.core.forms import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DatePartsField,
    EmailField,
    FileField,
    HiddenField,
    HoursMinutesField,
    IntegerField,
    MinutesField,
    MultipleFileField,
    PasswordField,
    PaybackForm,
    PostcodeField,
    QueryForm,
    RadiosField,
    SelectField,
    TelephoneField,
    TextAreaField,
    TextField,
    TimeField,
)
from payback.core.pages import blueprint
from payback.core.paging import Paging
from payback.core.security import init_security
from payback.core.templating import init_templating

GALLERY = Path(__file__).with_name("gallery.html")
OFFERED = (("a", "Gardening"), Choice("b", "Painting", hint="Indoors"), ("c", "Litter picking"))


class EveryField(PaybackForm):
    """One field of every kind."""

    name = TextField("Your name", max_length=20, hint="As on letters")
    email = EmailField("Email address")
    phone = TelephoneField("Telephone number")
    postcode = PostcodeField("Postcode")
    story = TextAreaField("What is needed", max_length=200, count=True)
    note = TextAreaField("Note", required=False)
    people = IntegerField("How many people", what="the number of people", least=1, most=12)
    travel = MinutesField("Travel time", most=180)
    worked = HoursMinutesField("Time worked", least=30, most=720)
    day = DatePartsField("Date of birth", autocomplete="bday", most=dt.date(2026, 3, 6))
    start = TimeField("Start time", least=dt.time(7), most=dt.time(19))
    choice = RadiosField("Kind of work", choices=OFFERED)
    area = SelectField("Borough", choices=OFFERED)
    skills = CheckboxesField("Skills", choices=OFFERED)
    agree = CheckboxField("I agree", must=True, missing="Confirm that you agree")
    password = PasswordField("Password", what="your password")
    plan = FileField("Plan", endings=("pdf",), most_megabytes=1)
    photographs = MultipleFileField("Photographs", endings=("jpg", "png"), most_files=2)
    secret = HiddenField("Secret")


class Filter(QueryForm):
    """What a list can be filtered by."""

    borough = SelectField("Borough", choices=OFFERED, required=False, blank="All boroughs")
    words = TextField("Words", required=False)


def page_config(**variables: str) -> Config:
    """Return the settings that pages need."""
    chosen = {
        "PAYBACK_MODE": "test",
        "PAYBACK_SECRET_KEY": "0123456789" * 4,
        "PAYBACK_OPERATOR_NAME": "North London Unpaid Work Office",
        "PAYBACK_OPERATOR_EMAIL": "payback@example.org",
        "PAYBACK_OPERATOR_PHONE": "020 7946 0000",
    }
    return load_config(chosen | variables)


def a_page_app(**variables: str) -> Flask:
    """Return an application with pages, forms, security and error pages, and a gallery."""
    config = page_config(**variables)
    app = Flask("pages", static_folder=str(config.static_dir), template_folder=None)
    app.config.update(SECRET_KEY=config.secret_key, WTF_CSRF_CHECK_DEFAULT=False)
    init_templating(app, config)
    init_security(app, config)
    init_error_pages(app)
    app.register_blueprint(blueprint)
    app.add_url_rule("/gallery", view_func=show_gallery, methods=["GET", "POST"])
    return app


def show_gallery() -> str:
    """Show every component, and every field with its errors after a POST."""
    form = EveryField(meta={"csrf": False})
    if form.is_submitted():
        form.validate()
        flash("The project was saved.", "success")
        flash("Two people have no session next week.", "important")
    day = {"place": "Sunny Hill Park", "people": 6, "hours": 42}
    sessions = [
        day | {"date": "Mon 2 Mar", "state": "Open", "colour": "green"},
        day | {"date": "Wed 4 Mar", "state": "Short of people", "colour": "orange"},
        day | {"date": "Fri 6 Mar", "state": "Cancelled", "colour": "grey"},
    ]
    return render_template_string(
        GALLERY.read_text(),
        form=form,
        query=Filter(MultiDict()),
        sessions=sessions,
        links=Paging(number=4, total=240).links(lambda number: f"?page={number}"),
        navigation=[
            {"text": "Nominations", "href": "/n"},
            {"text": "Projects", "href": "/p", "active": True},
            {"text": "People", "href": "/o"},
            {"text": "Rota", "href": "/r"},
            {"text": "Attendance", "href": "/a"},
            {"text": "Reports", "href": "/f"},
        ],
    )
