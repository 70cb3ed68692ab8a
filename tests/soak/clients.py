"""Coordinators who record attendance for minutes, and send again whatever got no answer."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

import requests
from bs4 import BeautifulSoup

from tests.support.builders import PASSWORD

if TYPE_CHECKING:
    from tests.soak.shapes import Shape

TIMEOUT_SECONDS = 20
PATIENCE_SECONDS = 120.0
PAUSE_SECONDS = 0.2


class Recorder(threading.Thread):
    """Records the outcomes of some appointments, then corrects them in turn until told to end.

    Parameters
    ----------
    shape
        The running service.
    email
        Whose account is used.
    appointment_ids
        Nobody else records them.

    Attributes
    ----------
    penalties
        The minutes not to count that were acknowledged last for each appointment.
    saved
        How often saving each was acknowledged.
    unanswered
        What came instead of an answer, and how often.
    """

    def __init__(self, shape: Shape, email: str, appointment_ids: list[int]) -> None:
        super().__init__(daemon=True)
        self._shape, self._email, self._ids = shape, email, appointment_ids
        self._session = requests.Session()
        self.ending = threading.Event()
        self.penalties: dict[int, int] = {}
        self.saved: Counter[int] = Counter()
        self.unanswered: Counter[str] = Counter()
        self.fault: str = ""

    def run(self) -> None:
        """Sign in and record until told to end, each appointment at least once."""
        try:
            self._sign_in()
            turn = 0
            while not self.ending.is_set() or turn < len(self._ids):
                self._record(self._ids[turn % len(self._ids)], penalty=turn // len(self._ids))
                turn += 1
        except AssertionError as fault:
            self.fault = str(fault)

    def _sign_in(self) -> None:
        values = self._boxes("/sign-in") | {"email": self._email, "password": PASSWORD}
        answer = self._answered("POST", "/sign-in", values)
        assert answer.status_code == 302, f"cannot sign in: {answer.status_code}"

    def _record(self, appointment_id: int, *, penalty: int) -> None:
        path = f"/appointments/{appointment_id}/outcome"
        values = self._boxes(path) | {
            "outcome": "ATTC",
            "penalty_minutes": str(penalty),
            "work_quality": "satisfactory",
            "behaviour": "satisfactory",
            "alert_practitioner": "y",
            "step": "save",
        }
        answer = self._answered("POST", path, values)
        assert answer.status_code == 302, f"{path}: {answer.status_code}\n{words(answer)}"
        self.penalties[appointment_id] = penalty
        self.saved[appointment_id] += 1

    def _boxes(self, path: str) -> dict[str, str]:
        """Return what the form of a page is filled with."""
        answer = self._answered("GET", path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        boxes = BeautifulSoup(answer.text, "html.parser").select("main form input[value]")
        kept = [each for each in boxes if each.get("type") not in ("radio", "checkbox", "submit")]
        return {str(each["name"]): str(each["value"]) for each in kept if each.get("name")}

    def _answered(
        self, method: str, path: str, values: dict[str, str] | None = None
    ) -> requests.Response:
        """Send until an answer comes, as somebody does who presses the button again."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            assert time.monotonic() < deadline, f"no answer to {method} {path}: {self.unanswered}"
            try:
                answer = self._session.request(
                    method,
                    f"{self._shape.web.address}{path}",
                    data=values,
                    timeout=TIMEOUT_SECONDS,
                    allow_redirects=False,
                )
            except requests.RequestException as error:
                self.unanswered[type(error).__name__] += 1
            else:
                if answer.status_code < 500:
                    return answer
                self.unanswered[str(answer.status_code)] += 1
            time.sleep(PAUSE_SECONDS)


def words(answer: requests.Response) -> str:
    """Return what a page says, without its frame."""
    main = BeautifulSoup(answer.text, "html.parser").select_one("main")
    return main.get_text(" ", strip=True)[:500] if main else answer.text[:500]
