"""No field ever raises, whatever is sent to it, and what was typed is shown again."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict

from payback.core.errors import RuleBroken
from payback.core.forms import CheckboxesField, PaybackForm, TextField, error_summary
from payback.core.forms.base import BoxField
from payback.core.forms.moments import parse_time
from payback.core.forms.numbers import HoursMinutesField
from payback.core.wording import time
from tests.support.front import EveryField, a_page_app
from tests.support.html import check_page

if TYPE_CHECKING:
    import datetime as dt

APP = a_page_app()
NAMES = sorted(
    field.name + box
    for field in EveryField(meta={"csrf": False}).questions()
    if isinstance(field, BoxField)
    for box in field.boxes
)
ODD = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["\x00", "\ud800", "9" * 5000, "x" * 200_000, "<script>", "-1", "1e9", "\u0966"]
    ),
    st.builds(lambda name: FileStorage(BytesIO(b"\xff"), filename=name), st.text(max_size=5)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(NAMES), ODD), max_size=30))
def test_any_request_gives_a_whole_page_and_no_exception(sent: list[tuple[str, object]]) -> None:
    with APP.test_request_context("/gallery", method="POST"):
        form = EveryField(MultiDict(sent), meta={"csrf": False})
        assert not form.validate()
        drawn = "".join(field() for field in form.questions())
        assert str(error_summary(form))
        assert drawn


@pytest.mark.parametrize(
    "body",
    [
        b"name=%FF%FE&email=%00&day-day=%ED%A0%80",
        b"people=" + b"9" * 10_000,
        b"day-day=1&day-day=2&day-day=3&day-month=&choice=a&choice=zzz",
        b"&&==&name&%%%",
        b"\xff\xfe\x00",
    ],
)
def test_a_malformed_request_gets_the_form_again(body: bytes) -> None:
    sent = APP.test_client().post(
        "/gallery", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert sent.status_code == 200
    check_page(sent.text)
    assert "There is a problem" in sent.text


def test_a_file_sent_as_text_and_text_sent_as_a_file_are_ignored() -> None:
    with APP.test_client() as client:
        sent = client.post(
            "/gallery",
            data={"name": (BytesIO(b"x"), "x.txt"), "plan": "not a file", "people": "7"},
        )
    assert sent.status_code == 200
    assert "Enter your name" in sent.text
    assert "Select the plan" in sent.text


def test_what_was_typed_is_shown_again_and_escaped() -> None:
    typed = {"name": "<b>Ada</b> Lovelace and friends", "day-day": "31", "day-month": "Febtober"}
    page = APP.test_client().post("/gallery", data=typed).text
    check_page(page)
    assert 'value="&lt;b&gt;Ada&lt;/b&gt; Lovelace and friends"' in page
    assert 'value="31"' in page
    assert 'value="Febtober"' in page


def test_a_password_is_never_sent_back() -> None:
    page = APP.test_client().post("/gallery", data={"password": "correct horse"}).text
    assert "correct horse" not in page


def test_the_summary_leads_to_the_first_wrong_box() -> None:
    page = APP.test_client().post("/gallery", data={"day-day": "3", "day-year": "2020"}).text
    check_page(page)
    assert '<a href="#day-month">Date of birth must include a month</a>' in page
    assert '<a href="#worked-hours">Enter the time worked</a>' in page
    assert '<a href="#choice">Select the kind of work</a>' in page


def test_a_broken_rule_is_shown_at_its_field_or_else_at_the_top() -> None:
    class One(PaybackForm):
        name = TextField("Your name")

    with APP.test_request_context("/"):
        form = One(MultiDict({"name": "Ada"}), meta={"csrf": False})
        assert form.validate()
        for broken in (RuleBroken("name", "Taken <already>"), RuleBroken("", "Too late")):
            form.add_error(broken.field, broken.sentence)
        summary = error_summary(form)
        assert '<a href="#name">Taken &lt;already&gt;</a>' in summary
        assert "Too late" in summary
        assert "Taken &lt;already&gt;" in form.name()
        assert form.errors


def test_a_question_without_choices_says_so() -> None:
    class Empty(PaybackForm):
        area = CheckboxesField("Boroughs <b>")

    with APP.test_request_context("/"):
        drawn = Empty(meta={"csrf": False}).area()
    assert "nothing to choose from" in drawn
    assert "Boroughs &lt;b&gt;" in drawn


def test_an_empty_submission_is_an_answer() -> None:
    with APP.test_request_context("/gallery", method="POST"):
        form = EveryField(meta={"csrf": False}, name="stored")
        assert not form.validate()
        assert form.name.errors == ["Enter your name"]


@given(st.times().map(lambda moment: moment.replace(second=0, microsecond=0)))
def test_a_time_written_is_read_back_the_same(moment: dt.time) -> None:
    assert parse_time(time(moment)) == moment


@given(st.integers(min_value=0, max_value=5_999_999))
def test_a_duration_written_is_read_back_the_same(minutes: int) -> None:
    class One(PaybackForm):
        worked = HoursMinutesField("Time")

    shown = One(meta={"csrf": False}, formdata=None, worked=minutes).worked.typed
    sent = MultiDict({f"worked{box}": text for box, text in shown.items()})
    again = One(sent, meta={"csrf": False})
    assert again.validate()
    assert again.worked.value == minutes
