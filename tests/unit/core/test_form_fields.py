"""Each field reads what people type and says plainly what is wrong with the rest."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from payback.core.forms import (
    CheckboxesField,
    CheckboxField,
    DatePartsField,
    EmailField,
    FileField,
    HoursMinutesField,
    IntegerField,
    MinutesField,
    MultipleFileField,
    PasswordField,
    PaybackForm,
    PostcodeField,
    QueryForm,
    RadiosField,
    SubmitButton,
    TelephoneField,
    TextAreaField,
    TextField,
    TimeField,
)

if TYPE_CHECKING:
    from wtforms import Field

WORKS = (("a", "Gardening"), ("b", "Painting"))


def answer(field: object, sent: object, **data: object) -> tuple[Any, list[str]]:
    """Send answers to a form of one field called x; return the field's value and its sentences."""
    form_class = type("OneField", (PaybackForm,), {"x": field})
    sent = sent if isinstance(sent, dict) else {"x": sent}
    form = form_class(MultiDict(sent), meta={"csrf": False}, **data)
    form.validate()
    bound: Field = form.x
    return bound.data, list(bound.errors)


def upload(name: str = "a.jpg", content: bytes = b"x") -> FileStorage:
    return FileStorage(BytesIO(content), filename=name)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (TextField("Name"), "  Ada \t Lovelace ", "Ada Lovelace"),
        (TextField("Name"), "Ada\x00\x07 \ud800Lovelace", "Ada Lovelace"),
        (TextField("Name"), "Zoe\u0308", "Zo\u00eb"),
        (TextAreaField("Story"), "one\r\ntwo\rthree", "one\ntwo\nthree"),
        (EmailField(), "ada@example.org", "ada@example.org"),
        (TelephoneField(), "(020) 7946 0000", "(020) 7946 0000"),
        (TelephoneField(), "+44 7700 900 982", "+44 7700 900 982"),
        (PostcodeField(), "nw44bg", "NW4 4BG"),
        (PostcodeField(), "EC1A.1BB", "EC1A 1BB"),
        (IntegerField("Size"), " 1,200 ", 1200),
        (IntegerField("Size"), "\N{MINUS SIGN}3", -3),
        (MinutesField("Travel"), "45", 45),
        (HoursMinutesField("Time"), {"x-hours": "7", "x-minutes": "30"}, 450),
        (HoursMinutesField("Time"), {"x-hours": "7", "x-minutes": ""}, 420),
        (HoursMinutesField("Time"), {"x-hours": "", "x-minutes": "0"}, 0),
        (
            DatePartsField("Day"),
            {"x-day": "06", "x-month": "3", "x-year": "2026"},
            dt.date(2026, 3, 6),
        ),
        (
            DatePartsField("Day"),
            {"x-day": "29", "x-month": "February", "x-year": "2028"},
            dt.date(2028, 2, 29),
        ),
        (RadiosField("Work", choices=WORKS), "b", "b"),
        (CheckboxesField("Work", choices=WORKS), ["b", "a", "b"], ("a", "b")),
        (CheckboxField("I agree", must=True), "y", True),
        (PasswordField("Password"), "  sp ace\x07\ud83d ", "  sp ace\x07\ud83d "),
        (SubmitButton("Save"), "y", True),
    ],
)
def test_what_people_type_is_understood(field: Field, typed: object, value: object) -> None:
    assert answer(field, typed) == (value, [])


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("9:30", dt.time(9, 30)),
        ("09:30", dt.time(9, 30)),
        ("9.30am", dt.time(9, 30)),
        ("9am", dt.time(9)),
        ("9 PM", dt.time(21)),
        ("0930", dt.time(9, 30)),
        ("930", dt.time(9, 30)),
        ("12am", dt.time(0)),
        ("12.15 p.m.", dt.time(12, 15)),
        ("midday", dt.time(12)),
        ("17", dt.time(17)),
        ("23:59", dt.time(23, 59)),
    ],
)
def test_a_time_is_understood_however_it_is_typed(typed: str, moment: dt.time) -> None:
    assert answer(TimeField("Start"), typed) == (moment, [])


@pytest.mark.parametrize(
    "typed", ["24:00", "9:60", "13pm", "0am", "9-30", "soon", "\u0669:30", "99"]
)
def test_a_wrong_time_is_refused_with_an_example(typed: str) -> None:
    data, errors = answer(TimeField("Start time"), typed)
    assert (data, errors) == (None, ["Start time must be a time, like 9:30am or 14:00"])


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (TextField("Your name"), "", "Enter your name"),
        (TextField("Your name"), "\x00", "Enter your name"),
        (TextField("Street"), "", "Enter the street"),
        (TextField("What is needed?"), "", "Enter an answer"),
        (TextField("What is needed?", what="what is needed"), "", "Enter what is needed"),
        (TextField("Your name", max_length=3), "abcd", "Your name must be 3 characters or fewer"),
        (EmailField(), "", "Enter an email address"),
        (
            EmailField(),
            "ada at example.org",
            "Enter an email address in the correct format, like name@example.com",
        ),
        (EmailField(), "a" * 300, "Email address must be 254 characters or fewer"),
        (PostcodeField(), "", "Enter a full UK postcode, like NW4 4BG"),
        (PostcodeField(), "NW4", "Enter a full UK postcode, like NW4 4BG"),
        (IntegerField("Size"), "", "Enter the size"),
        (IntegerField("Size"), "2.5", "Size must be a whole number, like 15"),
        (IntegerField("Size"), "9" * 5000, "Size must be a whole number, like 15"),
        (IntegerField("Size", least=1, most=1200), "0", "Size must be between 1 and 1,200"),
        (IntegerField("Size", least=1), "0", "Size must be 1 or more"),
        (IntegerField("Size", most=9), "10", "Size must be 9 or fewer"),
        (MinutesField("Travel time", most=180), "181", "Travel time must be between 0 and 180"),
        (HoursMinutesField("Time worked"), {}, "Enter the time worked"),
        (
            HoursMinutesField("Time worked", least=30, most=720),
            {"x-hours": "13"},
            "Time worked must be between 30 minutes and 12 hours",
        ),
        (
            HoursMinutesField("Time worked"),
            {"x-hours": "1", "x-minutes": "60"},
            "The minutes of the time worked must be a whole number between 0 and 59",
        ),
        (DatePartsField("Date of birth"), {}, "Enter the date of birth"),
        (
            DatePartsField("Date of birth"),
            {"x-day": "3"},
            "Date of birth must include a month and year",
        ),
        (
            DatePartsField("Date of birth"),
            {"x-day": "31", "x-month": "2", "x-year": "2020"},
            "Date of birth must be a real date",
        ),
        (
            DatePartsField("Date of birth"),
            {"x-day": "1", "x-month": "1", "x-year": "20"},
            "Year must include 4 numbers",
        ),
        (
            DatePartsField("Start", least=dt.date(2026, 3, 6)),
            {"x-day": "5", "x-month": "3", "x-year": "2026"},
            "Start must be on or after 6 March 2026",
        ),
        (
            DatePartsField("Start", most=dt.date(2026, 3, 6)),
            {"x-day": "7", "x-month": "3", "x-year": "2026"},
            "Start must be on or before 6 March 2026",
        ),
        (
            DatePartsField("Start", least=dt.date(2026, 3, 6), most=dt.date(2026, 4, 1)),
            {"x-day": "2", "x-month": "4", "x-year": "2026"},
            "Start must be between 6 March 2026 and 1 April 2026",
        ),
        (TimeField("Start time"), "", "Enter the start time"),
        (
            TimeField("Start time", least=dt.time(7), most=dt.time(19)),
            "6am",
            "Start time must be between 7am and 7pm",
        ),
        (RadiosField("Kind of work", choices=WORKS), "", "Select the kind of work"),
        (RadiosField("Kind of work", choices=WORKS), "z", "Select the kind of work"),
        (
            RadiosField("Toilets?", choices=WORKS, missing="Select yes if there are toilets"),
            "",
            "Select yes if there are toilets",
        ),
        (CheckboxesField("Skills", choices=WORKS), [], "Select the skills"),
        (CheckboxesField("Skills", choices=WORKS), ["a", "z"], "Select the skills"),
        (CheckboxField("I agree", must=True, missing="Tick it"), "", "Tick it"),
        (FileField("Plan"), "text", "Select the plan"),
        (FileField("Plan"), [upload(content=b"")], "The selected file is empty"),
        (FileField("Plan", endings=("pdf",)), [upload()], "The selected file must be a PDF"),
        (
            FileField("Plan", most_megabytes=1),
            [upload(content=b"x" * 1_048_577)],
            "The selected file must be smaller than 1MB",
        ),
        (
            FileField("Plan"),
            [upload(), upload()],
            "You can only select up to 1 file at the same time",
        ),
        (
            MultipleFileField("Photographs", endings=("jpg", "png", "heic")),
            [upload(), upload("b.gif")],
            "The selected file must be a JPG, PNG or HEIC",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(
    field: Field, typed: object, sentence: str
) -> None:
    assert answer(field, typed)[1] == [sentence]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (TextField("Note", required=False), ""),
        (IntegerField("Size", required=False), None),
        (DatePartsField("Day", required=False), None),
        (TimeField("Start", required=False), None),
        (HoursMinutesField("Time", required=False), None),
        (RadiosField("Work", choices=WORKS, required=False), None),
        (CheckboxesField("Work", choices=WORKS, required=False), ()),
        (CheckboxField("Agree"), False),
        (FileField("Plan", required=False), ()),
    ],
)
def test_an_answer_that_is_not_required_may_be_left_out(field: Field, value: object) -> None:
    assert answer(field, {}) == (value, [])


def test_an_emptied_box_is_not_filled_again_from_what_was_stored() -> None:
    assert answer(TextField("Note", required=False), "", x="stored") == ("", [])
    assert answer(CheckboxField("Agree"), {}, x=True) == (False, [])


def test_files_are_kept_in_order_and_left_at_their_start() -> None:
    data, errors = answer(MultipleFileField("Photographs"), [upload(), upload("b.jpg", b"yz")])
    assert not errors
    assert [(f.filename, f.read()) for f in data] == [("a.jpg", b"x"), ("b.jpg", b"yz")]


def test_choices_and_ends_may_be_set_after_the_form_was_made() -> None:
    class Late(PaybackForm):
        area = RadiosField("Borough")
        day = DatePartsField("Day")

    sent = {"area": "a", "day-day": "1", "day-month": "1", "day-year": "2026"}
    form = Late(MultiDict(sent), meta={"csrf": False})
    form.area.choices = WORKS
    form.day.least = dt.date(2026, 1, 2)
    form.validate()
    assert form.area.value == "a"
    assert form.area.chosen_labels == ("Gardening",)
    assert form.day.errors == ["Day must be on or after 2 January 2026"]


def test_a_value_read_before_there_is_one_is_a_fault_of_ours() -> None:
    class One(PaybackForm):
        size = IntegerField("Size")

    form = One(MultiDict(), meta={"csrf": False})
    with pytest.raises(LookupError, match="size"):
        _ = form.size.value


def test_a_query_form_keeps_defaults_for_what_was_not_asked() -> None:
    class Filter(QueryForm):
        area = RadiosField("Borough", choices=WORKS, default="b", required=False)
        words = TextField("Words", required=False)

    form = Filter(MultiDict({"words": "path"}))
    assert form.validate()
    assert (form.area.data, form.words.data) == ("b", "path")
    assert Filter(MultiDict({"area": ""})).area.data is None
