"""What a page says after something was done, however often."""

from __future__ import annotations

from bs4 import BeautifulSoup
from flask import flash, render_template_string

from tests.support.front import a_page_app
from tests.support.html import check_page

PAGE = (
    '{% extends "layout.html" %}{% block title %}Done{% endblock %}'
    "{% block content %}<h1>Done</h1>{% endblock %}"
)


def test_several_messages_of_a_kind_stand_in_one_banner() -> None:
    with a_page_app().test_request_context("/"):
        for text in ("The project was saved.", "So was <b>that</b>."):
            flash(text, "success")
        for text in ("One has no place.", "Another neither."):
            flash(text, "important")
        html = render_template_string(PAGE)
    check_page(html)
    banners = BeautifulSoup(html, "html.parser").select(".govuk-notification-banner")
    assert [[p.get_text() for p in each.select("p")] for each in banners] == [
        ["The project was saved.", "So was <b>that</b>."],
        ["One has no place.", "Another neither."],
    ]
