"""Every error has a page that says what happened and what to do."""

from __future__ import annotations

import logging
from typing import NoReturn

import pytest
from flask import Flask, abort, redirect
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from payback.core.error_pages import STATUSES
from payback.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tests.support.front import a_page_app
from tests.support.html import check_page

REFUSALS = {
    404: NotFound("We could not find nomination BAR-1."),
    403: NotAllowed("Only coordinators can do this."),
    422: RuleBroken("day", "The day is a bank holiday."),
    409: Conflict("Someone else approved it."),
}


def an_app_that_raises(error: BaseException) -> Flask:
    app = a_page_app()

    def fail(name: str) -> NoReturn:
        del name
        raise error

    app.add_url_rule("/raise/<name>", view_func=fail, methods=["GET", "POST"])
    return app


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_has_its_own_page(status: int) -> None:
    app = a_page_app()
    app.add_url_rule("/abort", view_func=lambda: abort(status))
    sent = app.test_client().get("/abort")
    assert sent.status_code == status
    check_page(sent.text)
    assert "payback@example.org" in sent.text


@pytest.mark.parametrize(("status", "error"), REFUSALS.items())
def test_a_refusal_says_its_sentence(status: int, error: Exception) -> None:
    sent = an_app_that_raises(error).test_client().get("/raise/x")
    assert sent.status_code == status
    check_page(sent.text)
    assert str(error) in sent.text or error.args[0] in sent.text


def test_an_expired_form_says_how_to_go_on() -> None:
    sent = an_app_that_raises(CSRFError("expired")).test_client().post("/raise/x")
    assert sent.status_code == 400
    check_page(sent.text)
    assert "Keep what you typed" in sent.text


@pytest.mark.parametrize(("code", "heading"), [(418, "could not understand"), (507, "problem")])
def test_a_rare_status_keeps_its_number_and_gets_a_general_page(code: int, heading: str) -> None:
    class Rare(HTTPException):
        pass

    Rare.code = code
    sent = an_app_that_raises(Rare()).test_client().get("/raise/x")
    assert sent.status_code == code
    assert heading in sent.text


def test_the_wrong_method_still_says_which_are_right() -> None:
    sent = a_page_app().test_client().post("/privacy-notice")
    assert sent.status_code == 405
    assert "GET" in sent.headers["Allow"]


def test_a_redirect_and_a_ready_response_go_out_as_they_are() -> None:
    sent = an_app_that_raises(RequestRedirect("/elsewhere")).test_client().get("/raise/x")
    assert (sent.status_code, sent.headers["Location"]) == (308, "/elsewhere")
    ready = HTTPException(response=redirect("/there"))
    assert an_app_that_raises(ready).test_client().get("/raise/x").headers["Location"] == "/there"


def test_a_fault_is_logged_without_the_address(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    sent = an_app_that_raises(KeyError("broken")).test_client().get("/raise/Ada-Lovelace?q=secret")
    assert sent.status_code == 500
    check_page(sent.text)
    assert "Set-Cookie" not in sent.headers
    record = next(r for r in caplog.records if r.message == "request failed")
    assert record.exc_info
    assert "Ada" not in caplog.text
    assert "secret" not in caplog.text


def test_a_refusal_is_logged_without_its_sentence(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    an_app_that_raises(NotFound("No Ada Lovelace here.")).test_client().get("/raise/Ada-Lovelace")
    assert "request refused" in caplog.text
    assert "Ada" not in caplog.text


def test_a_fault_is_seen_under_test() -> None:
    app = an_app_that_raises(KeyError("broken"))
    app.testing = True
    with pytest.raises(KeyError):
        app.test_client().get("/raise/x")


def test_a_fault_has_its_page_even_when_nobody_can_say_who_is_signed_in() -> None:
    app = an_app_that_raises(KeyError("broken"))

    def ask_the_database() -> NoReturn:
        raise ConnectionError

    app.context_processor(ask_the_database)
    sent = app.test_client().get("/raise/x")
    assert sent.status_code == 500
    check_page(sent.text)
