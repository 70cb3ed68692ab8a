"""Files of people, as the jobs and pages of imports know them."""

from __future__ import annotations

from payback.core.access import Permission
from payback.imports.kinds import FileKind, register
from payback.people.importing.taking_in import read_file

PEOPLE_AT_ONCE = 25

PEOPLE = register(
    FileKind(
        key="people",
        verb="import",
        one="person",
        many="people",
        permission=Permission.MANAGE_PEOPLE,
        upload="people.new_import",
        records="people.list_people",
        records_name="people on probation",
        at_once=PEOPLE_AT_ONCE,
        read=read_file,
        audited=True,
    )
)
