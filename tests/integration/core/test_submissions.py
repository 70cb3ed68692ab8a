"""Double submits lead to the first one's result."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from payback.core import submissions
from payback.core.access import PUBLIC
from payback.core.sent import Sent

if TYPE_CHECKING:
    from payback.core.db import Database


def test_the_second_submit_is_led_to_the_first_ones_page(database: Database) -> None:
    token = submissions.new_token()
    with database.transaction(PUBLIC) as db:
        assert submissions.earlier_result(db, token) is None
        submissions.keep_result(db, token, "/done/1")
    with database.transaction(PUBLIC) as db:
        assert submissions.earlier_result(db, token) == "/done/1"


def test_other_answers_under_the_same_token_are_a_conflict_that_tells_the_first(
    database: Database,
) -> None:
    token = submissions.new_token()
    first = Sent(pairs=[("name", "Oak"), ("version", "1")])
    with database.transaction(PUBLIC) as db:
        submissions.earlier_result(db, token, first)
        submissions.keep_result(db, token, "/done/1")
    with pytest.raises(submissions.SentOtherwise) as raised, database.transaction(PUBLIC) as db:
        submissions.earlier_result(db, token, Sent(pairs=[("name", "Elm"), ("version", "1")]))
    assert raised.value.earlier.address == "/done/1"
    assert raised.value.earlier.pairs == first.pairs
    again = Sent(pairs=[("version", "2"), ("name", "Oak")])
    with database.transaction(PUBLIC) as db:
        assert submissions.earlier_result(db, token, again) == "/done/1"


def test_other_files_are_other_answers() -> None:
    one, two = Sent(pairs=[], files=("a 1",)), Sent(pairs=[], files=("a 2",))
    assert one.digest != two.digest


def test_answers_are_forgotten_after_a_day_and_their_digest_is_not(database: Database) -> None:
    tokens = [submissions.new_token(), submissions.new_token()]
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False) as now:
        for token in tokens:
            with database.transaction(PUBLIC) as db:
                submissions.earlier_result(db, token, Sent(pairs=[("name", "Oak")]))
                submissions.keep_result(db, token, "/done/1")
            now.shift(25 * 3600)
    with database.reading() as db:
        rows = db.scalars(select(submissions.Submission).order_by(submissions.Submission.id)).all()
    assert [row.answers for row in rows] == ["", '[["name", "Oak"]]']
    assert rows[0].digest == rows[1].digest != ""


def test_a_submit_that_failed_can_be_sent_again(database: Database) -> None:
    token = submissions.new_token()
    with pytest.raises(RuntimeError), database.transaction(PUBLIC) as db:
        submissions.earlier_result(db, token)
        raise RuntimeError
    with database.transaction(PUBLIC) as db:
        assert submissions.earlier_result(db, token) is None


@pytest.mark.parametrize("token", ["", "x" * 500])
def test_a_form_without_a_usable_token_is_taken_as_new(database: Database, token: str) -> None:
    with database.transaction(PUBLIC) as db:
        assert submissions.earlier_result(db, token) is None


def test_of_two_submits_at_once_one_does_the_work(database: Database) -> None:
    token = submissions.new_token()
    worked = []
    start = threading.Barrier(2)

    def submit(name: str) -> None:
        start.wait()
        with database.transaction(PUBLIC) as db:
            if submissions.earlier_result(db, token) is None:
                worked.append(name)
                submissions.keep_result(db, token, "/done")

    threads = [threading.Thread(target=submit, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(worked) == 1
