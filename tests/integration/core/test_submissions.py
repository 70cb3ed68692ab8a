"""Double submits lead to the first one's result."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from payback.core import submissions
from payback.core.access import PUBLIC

if TYPE_CHECKING:
    from payback.core.db import Database


def test_the_second_submit_is_led_to_the_first_ones_page(database: Database) -> None:
    token = submissions.new_token()
    with database.transaction(PUBLIC) as db:
        assert submissions.earlier_result(db, token) is None
        submissions.keep_result(db, token, "/done/1")
    with database.transaction(PUBLIC) as db:
        assert submissions.earlier_result(db, token) == "/done/1"


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
