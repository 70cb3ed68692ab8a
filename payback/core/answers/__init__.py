"""Answers that are worked out beforehand, and right all the same whoever has written since.

A feature keeps rows that cost much to work out (a topic) and says which changes bear on them. A
change leaves marks in its own transaction; a reader takes the kept rows that no mark is about and
works out the rest from the facts. The worker catches up and takes the marks away. So an answer is
never stale, a reading writes nothing, no writer waits for another, and without a worker answers
cost more and are the same (docs/decisions/0026-answers-are-kept-and-marked.md).

>>> HOURS = Topic("hours", parts=select(Area.id), refresh=refresh, rebuild=rebuild)
>>> HOURS.watch("people", Person.id, Requirement.person_id)  # then: stale_of(db, HOURS)
"""

from payback.core.answers.rows import KeptPart, Mark
from payback.core.answers.stale import Stale, stale_of
from payback.core.answers.topics import Topic

__all__ = ["KeptPart", "Mark", "Stale", "Topic", "stale_of"]
