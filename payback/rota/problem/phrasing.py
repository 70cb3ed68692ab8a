"""The optimiser's sentences in the words of the service: no codes of rules, times as 9:30am."""

from __future__ import annotations

import re
from datetime import time

from payback.core import wording

_TIME = r"\b([01]\d|2[0-3]):([0-5]\d)\b"
_SPAN = re.compile(f"{_TIME}–{_TIME}")
_MOMENT = re.compile(f" {_TIME}")
_RULE = re.compile(r"\bH\d+ \(([^()]*)\)")
_CLASH = re.compile(r"They clash with (.*)\.$")
_CODE = re.compile(r" \(H\d+\)")
_WORK_DONE = re.compile(
    r"(?P<session>\S+ \([^)]*\)) should stay closed: project \S+ has (?P<left>[\d,]+) minutes of "
    r"work left, and its earlier sessions are expected to do (?P<done>[\d,.]+)\."
)
_STANDING = {", pinned": ", insisted on", ", frozen": ", announced already"}


def in_our_words(sentence: str) -> str:
    """Return a sentence of the optimiser as a coordinator reads it; keys of rows stay."""
    said = _CLASH.sub(_rules, _WORK_DONE.sub(_work_done, sentence))
    said = _CODE.sub("", _RULE.sub(r"\1", said))
    for theirs, ours in _STANDING.items():
        said = re.sub(f"{theirs}(?=[;.])", ours, said)
    said = _SPAN.sub(
        lambda match: f"{_time(*match.group(1, 2))} to {_time(*match.group(3, 4))}", said
    )
    return _MOMENT.sub(lambda match: f" {_time(*match.group(1, 2))}", said)


def _rules(match: re.Match[str]) -> str:
    asked = _RULE.findall(match[1])
    return f"{'The rule' if len(asked) == 1 else 'The rules'} against it: {'; '.join(asked)}."


def _work_done(match: re.Match[str]) -> str:
    left, done = (round(float(match[name].replace(",", ""))) for name in ("left", "done"))
    if not left:
        return f"{match['session']}: the project is likely to have no work left by then."
    return (
        f"{match['session']}: the work is likely to be done by then. {wording.hours(left)} of it "
        f"are left, and the sessions before are expected to do {wording.hours(done)}."
    )


def _time(hour: str, minute: str) -> str:
    return wording.time(time(int(hour), int(minute)))
