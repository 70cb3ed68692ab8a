"""Keys of problems and the names that replace them in sentences."""

from __future__ import annotations

from payback.rota.problem.documents import fingerprint, packed, unpacked
from payback.rota.problem.keys import people_in, person_key, row_id
from payback.rota.problem.names import Names, numbered
from scheduler.problem import JsonValue

NAMES = Names(
    projects={4: "Sunny Hill Park"}, sessions={9: "Sunny Hill Park"}, supervisors={2: "Jo Bell"}
)


def test_a_key_leads_back_to_its_row() -> None:
    assert row_id(person_key(123)) == 123


def test_a_sentence_names_places_and_supervisors_but_nobody_on_probation() -> None:
    said = NAMES.say(
        "person-7 must be kept apart from person-70 at session-9 (Tue 24 Nov), by supervisor-2.",
        about=7,
    )
    assert said == (
        "This person must be kept apart from another person at Sunny Hill Park (Tue 24 Nov), "
        "by Jo Bell."
    )


def test_a_row_that_is_gone_is_said_to_be() -> None:
    assert NAMES.say("project-99 is closed") == "A project that is gone is closed"


def test_a_document_comes_back_whole_and_its_fingerprint_ignores_the_order_of_keys() -> None:
    first: dict[str, JsonValue] = {"a": [1, 2.5, None], "b": "é"}
    second: dict[str, JsonValue] = {"b": "é", "a": [1, 2.5, None]}
    assert unpacked(packed(first)) == first
    assert packed(first) == packed(second)
    assert fingerprint(first) == fingerprint(second) != fingerprint({})


def test_a_clash_is_said_with_names_without_codes_and_in_the_times_of_the_service() -> None:
    said = NAMES.called(lambda row: {7: "Ann Lee", 8: "Bo Day"}[row]).say(
        "These bookings cannot all stand: person-7 on session-9 (Tue 24 Nov 2026, 09:30–12:00), "
        "pinned; person-8 on session-9 (Tue 24 Nov 2026, 09:30–12:00), frozen. They clash with H3 "
        "(a person has at most one session a day) and H7 (people are kept apart)."
    )
    assert said == (
        "These bookings cannot all stand: Ann Lee on Sunny Hill Park (Tue 24 Nov 2026, 9:30am to "
        "midday), insisted on; Bo Day on Sunny Hill Park (Tue 24 Nov 2026, 9:30am to midday), "
        "announced already. The rules against it: a person has at most one session a day; people "
        "are kept apart."
    )


def test_people_whose_names_a_reader_may_not_see_are_told_apart() -> None:
    sentence = "person-70 and person-7 clash with person-70."
    said = NAMES.called(numbered(people_in([sentence]))).say(sentence)
    assert said == "Person 1 and person 2 clash with person 1."
