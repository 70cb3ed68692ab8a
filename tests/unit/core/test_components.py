"""Components are drawn once for the same parameters, and never with what somebody typed."""

from __future__ import annotations

import pytest
from markupsafe import Markup, escape

from payback.core import components
from payback.core.components import Unkept, key_of, remembering


class Drawing:
    """A component that counts how often it is drawn, and escapes as the official ones do."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, params: dict[str, object]) -> Markup:
        self.times += 1
        return Markup("<b>{}</b>").format(escape(params.get("text", "")))


def test_the_same_parameters_are_drawn_once() -> None:
    drawing = Drawing()
    draw = remembering(drawing)
    first = draw({"text": "Save", "items": [{"text": "Barnet", "selected": False}]})
    again = draw({"text": "Save", "items": [{"text": "Barnet", "selected": False}]})
    assert (first, again, drawing.times) == ("<b>Save</b>", "<b>Save</b>", 1)


def test_text_that_is_not_safe_is_escaped_though_safe_text_was_drawn_before() -> None:
    draw = remembering(Drawing())
    assert draw({"text": Markup("<i>")}) == "<b><i></b>"
    assert draw({"text": "<i>"}) == "<b>&lt;i&gt;</b>"
    assert draw({"text": Markup("<i>")}) == "<b><i></b>"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (0, False),
        ("1", 1),
        ("", None),
        ({}, []),
        ({"a": "b"}, ["a", "b"]),
        ("<i>", Markup("<i>")),
        ({"text": "<i>"}, {"text": Markup("<i>")}),
        ([Markup("a")], Markup("a")),
        ([["a"], "b"], [["a", "b"]]),
    ],
)
def test_parameters_that_are_drawn_differently_have_different_keys(
    one: object, other: object
) -> None:
    assert key_of(one) != key_of(other)


@pytest.mark.parametrize("name", ["value", "errorMessage"])
def test_what_somebody_typed_is_drawn_anew(name: str) -> None:
    drawing = Drawing()
    draw = remembering(drawing)
    for _ in range(2):
        draw({"text": "Name", name: {"text": "Rosa"}})
    assert drawing.times == 2


@pytest.mark.parametrize("odd", [object(), 1.0, {Markup("a"): "b"}, {1: "b"}, {"a": {1, 2}}])
def test_nothing_is_kept_under_parameters_that_do_not_say_all_about_themselves(
    odd: object,
) -> None:
    with pytest.raises(Unkept):
        key_of(odd)
    drawing = Drawing()
    draw = remembering(drawing)
    for _ in range(2):
        draw({"items": odd})
    assert drawing.times == 2


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "MOST_KEPT", 2)
    drawing = Drawing()
    draw = remembering(drawing)
    for text in ("one", "two", "three", "three", "one"):
        assert draw({"text": text}) == f"<b>{text}</b>"
    assert drawing.times == 4
