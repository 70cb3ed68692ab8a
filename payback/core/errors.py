"""What may go wrong, as exceptions that carry data and one plain sentence.

::

    PaybackError
    ├── NotFound      404  no such record, or not one that the reader may know of
    ├── NotAllowed    403  the reader's role does not hold the permission
    ├── RuleBroken    422  a rule refuses the change; names the form field
    ├── Conflict      409  somebody else changed the record first
    └── Busy          503  others keep the database locked; says when to come back
        └── Away      503  the database does not answer, or is not as it must be
"""

from __future__ import annotations

from typing import ClassVar


class PaybackError(Exception):
    """Anything that the service refuses with a sentence for its reader."""

    status: ClassVar[int] = 500

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(PaybackError):
    """No such record, or none that the reader may know of."""

    status = 404

    def __init__(self, sentence: str = "We could not find that record.") -> None:
        super().__init__(sentence)


class NotAllowed(PaybackError):
    """The reader's role does not allow it."""

    status = 403

    def __init__(self, sentence: str = "Your account does not allow this.") -> None:
        super().__init__(sentence)


class RuleBroken(PaybackError):
    """A rule refuses a change.

    Parameters
    ----------
    field
        The form field that the sentence belongs to; empty for the form as a whole.
    sentence
        What is wrong and what to do, in plain English.
    rule
        The code of the rule in ``docs/validate.md``; empty where none has one.
    """

    status = 422

    def __init__(self, field: str, sentence: str, rule: str = "") -> None:
        super().__init__(sentence)
        self.field = field
        self.rule = rule


class Conflict(PaybackError):
    """Somebody else changed the record since the reader opened it.

    Parameters
    ----------
    sentence
        What happened.
    row
        The record, if it is known; its page says who changed it and when.
    """

    status = 409
    usual: ClassVar[str] = "Someone else changed this record after you opened it."

    def __init__(
        self,
        sentence: str = usual,
        row: object | None = None,
    ) -> None:
        super().__init__(sentence)
        self.row = row


class Busy(PaybackError):
    """Others kept the database locked for longer than anybody should wait."""

    status = 503
    retry_after_seconds: ClassVar[int] = 5

    def __init__(
        self,
        sentence: str = "The service is busy saving something else, so nothing was changed. "
        "Wait a few seconds and try again.",
    ) -> None:
        super().__init__(sentence)


class Away(Busy):
    """The database does not answer, or its disk is full, or it may not be used as it is.

    Parameters
    ----------
    sentence
        What happened.
    found
        What ``/health`` calls the state of the database.
    """

    retry_after_seconds: ClassVar[int] = 30

    def __init__(
        self,
        sentence: str = "The service cannot reach its database, so nothing was changed. "
        "Wait a minute and try again.",
        found: str = "not reachable",
    ) -> None:
        super().__init__(sentence)
        self.found = found
