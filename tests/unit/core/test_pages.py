"""Templates, components, public pages and headers."""

from __future__ import annotations

import pytest
from flask import render_template_string
from jinja2 import UndefinedError

from tests.support.front import EveryField, a_page_app, show_gallery
from tests.support.html import check_page

PUBLIC = ("/accessibility-statement", "/privacy-notice", "/cookies")


def test_every_component_is_well_formed() -> None:
    page = a_page_app().test_client().get("/gallery").text
    check_page(page)
    for word in ("payback-stat__value", "govuk-pagination", "payback-timeline", "payback-bars"):
        assert word in page


def test_every_field_is_well_formed_with_its_error() -> None:
    page = a_page_app().test_client().post("/gallery").text
    check_page(page)
    assert "There is a problem" in page
    assert page.count("govuk-error-message") >= 17
    assert "The project was saved." in page


def test_what_a_page_is_given_is_escaped() -> None:
    page = a_page_app().test_client().get("/gallery").text
    assert "Project BAR-014 &lt;b&gt;" in page
    assert 'value="rain &amp; wind"' in page


def test_a_form_carries_its_one_use_token() -> None:
    page = a_page_app().test_client().get("/gallery").text
    assert '<input type="hidden" name="submission_token" value="once">' in page


@pytest.mark.parametrize("path", PUBLIC)
def test_the_public_pages_name_who_runs_the_service(path: str) -> None:
    sent = a_page_app().test_client().get(path)
    assert sent.status_code == 200
    check_page(sent.text)
    assert "North London Unpaid Work Office" in sent.text
    assert "Set-Cookie" not in sent.headers


def test_a_page_needs_no_telephone_number() -> None:
    app = a_page_app(PAYBACK_OPERATOR_PHONE="")
    for path in (*PUBLIC, "/nowhere"):
        check_page(app.test_client().get(path).text)


def test_demonstration_data_is_called_so() -> None:
    shown = a_page_app(PAYBACK_MODE="demonstration").test_client().get("/cookies").text
    assert "every person and project here is invented" in shown


def test_a_name_that_nobody_gave_is_a_fault() -> None:
    app = a_page_app()
    with app.test_request_context("/"), pytest.raises(UndefinedError):
        render_template_string("{{ nobody }}")


def test_pages_are_sent_with_strict_headers() -> None:
    headers = a_page_app().test_client().get("/gallery").headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in ("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_browsers_are_told_to_stay_with_https_where_cookies_are_secure() -> None:
    app = a_page_app(PAYBACK_SECURE_COOKIES="yes", PAYBACK_BASE_URL="https://payback.example.org")
    sent = app.test_client().get("/gallery", base_url="https://payback.example.org")
    assert "max-age=31536000" in sent.headers["Strict-Transport-Security"]
    cookie = sent.headers["Set-Cookie"]
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax"))


def test_a_view_may_decide_for_itself_what_is_kept() -> None:
    app = a_page_app()
    app.add_url_rule("/feed", view_func=lambda: ("x", {"Cache-Control": "private, no-cache"}))
    assert app.test_client().get("/feed").headers["Cache-Control"] == "private, no-cache"


def test_the_environment_may_have_been_used_before() -> None:
    app = a_page_app()
    with app.test_request_context("/gallery"):
        check_page(show_gallery())


START = """
{% extends "layout.html" %}
{% from "components/page.html" import hero %}
{% from "components/forms.html" import button_link, form_tag, button %}
{% block title %}Start{% endblock %}
{% block content %}
{% call hero("Nominate work for your community", "Tell us what needs doing, and we arrange it.") %}
  {{ button_link("Nominate a project", "/nominate", start=true) }}
{% endcall %}
{% call form_tag(wide=true) %}
  {{ form.choice(size="m", inline=true, hint="Choose one", reveal={"b": form.name(width=20)}) }}
  {{ form.skills(label="What can you do?", heading=false, reveal={"c": form.day(size="s")}) }}
  {{ button("Continue") }}
{% endcall %}
{% endblock %}
"""

END = """
{% extends "layout.html" %}
{% from "components/page.html" import confirmation %}
{% block title %}Done{% endblock %}
{% block content %}{{ confirmation("Nomination sent", "Your reference", "BAR-7K2M") }}{% endblock %}
"""


def test_a_start_page_with_a_hero_and_questions_behind_answers_is_well_formed() -> None:
    app = a_page_app()
    with app.test_request_context("/"):
        form = EveryField(meta={"csrf": False}, choice="b", skills=["c"])
        page = render_template_string(START, form=form)
    check_page(page)
    assert 'data-aria-controls="conditional-choice-2"' in page
    assert 'id="day-year"' in page
    assert "govuk-radios--inline" in page


def test_the_end_of_a_task_says_its_reference() -> None:
    app = a_page_app()
    with app.test_request_context("/"):
        page = render_template_string(END)
    check_page(page)
    assert "BAR-7K2M" in page
