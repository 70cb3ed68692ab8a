"""The people: a process of its own, bounded in people, pages and time, on this machine only.

`python -m benchmarks.web.load` reads what to do as JSON and prints what it measured.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from typing import Any

from benchmarks.web.visitor import Visitor

PAUSE_SECONDS = 1.0
MOST_PEOPLE = 100
MOST_SECONDS = 300
SIGN_IN_SECONDS = 120
_one_at_a_time = threading.Lock()
"""Several people of one account who sign in at the same moment would refuse each other."""


def main() -> None:
    """Let everybody work for the time given, and print each answer's page, status and seconds."""
    task = json.load(sys.stdin)
    people = task["people"][:MOST_PEOPLE]
    seconds = min(task["seconds"], MOST_SECONDS)
    answers: list[tuple[str, int, float]] = []
    ready = threading.Barrier(len(people) + 1, timeout=SIGN_IN_SECONDS)
    threads = [
        threading.Thread(target=_work, args=(task["port"], number, each, seconds, ready, answers))
        for number, each in enumerate(people, start=1)
    ]
    for thread in threads:
        thread.start()
    ready.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    print(json.dumps({"answers": answers, "seconds": time.perf_counter() - begun}))


def _work(
    port: int,
    number: int,
    person: dict[str, Any],
    seconds: float,
    ready: threading.Barrier,
    answers: list[tuple[str, int, float]],
) -> None:
    visitor = Visitor(port, number)
    chance = random.Random(number)
    try:
        if person["email"]:
            with _one_at_a_time:
                visitor.sign_in(person["email"])
        ready.wait()
    except BaseException:
        ready.abort()
        raise
    end = time.perf_counter() + seconds
    time.sleep(chance.random() * PAUSE_SECONDS)
    while time.perf_counter() < end:
        address = chance.choice(person["pages"])
        begun = time.perf_counter()
        status, _ = visitor.get(address)
        answers.append((f"{person['role']} {address}", status, time.perf_counter() - begun))
        time.sleep(PAUSE_SECONDS)
    visitor.close()


if __name__ == "__main__":
    main()
