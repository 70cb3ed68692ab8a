"""The field of short labels with commas between them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from payback.core.forms import BadInput, LabelsField, PaybackForm
from payback.core.forms.labels import label_of
from tests.support.front import a_page_app

APP = a_page_app()


class SkillsForm(PaybackForm):
    """A form with nothing else."""

    skills = LabelsField("Skills", required=False)


def read(text: str) -> tuple[str, ...]:
    with APP.test_request_context("/"):
        form = SkillsForm(MultiDict({"skills": text}), meta={"csrf": False})
        if not form.validate():
            raise BadInput(str(form.skills.errors[0]))
        return form.skills.value


def test_labels_are_lowered_joined_sorted_and_kept_once() -> None:
    assert read("First Aid, chainsaw;first_aid\n") == ("chainsaw", "first-aid")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    with contextlib.suppress(BadInput):
        assert all(label == label_of(label) for label in read(text))


def test_too_many_or_too_long_labels_are_refused() -> None:
    for text in (",".join(f"skill {n}" for n in range(21)), "x" * 41):
        with pytest.raises(BadInput):
            read(text)
