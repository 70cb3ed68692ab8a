"""Pages for administrators: the areas, their groupings, and loading both from a file."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from payback.areas import queries
from payback.areas.forms import CheckFileForm
from payback.areas.import_kinds import AREAS, GROUPINGS
from payback.areas.models import GroupingKind
from payback.areas.rules import Span
from payback.core import clock
from payback.core.access import Permission, requires
from payback.core.saving import form_page
from payback.core.web import actor, reading
from payback.imports.queries import latest_imports
from payback.imports.receiving import receive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask.typing import ResponseReturnValue

    from payback.areas.queries import ListedMembership

KINDS = {kind.key: kind for kind in (AREAS, GROUPINGS)}

blueprint = Blueprint("areas", __name__)


@blueprint.get("/areas")
@requires(Permission.MANAGE_AREAS)
def list_areas() -> ResponseReturnValue:
    """List areas with their groupings of today, and groupings with their dates, past ones last."""
    today = clock.today()
    memberships = queries.listed_memberships(reading())
    return render_template(
        "areas/list.html",
        areas=queries.areas_listed(reading()),
        grouped=_grouped(each for each in memberships if _span(each).contains(today)),
        kinds=GroupingKind,
        groupings={
            kind: sorted(
                _spans(each for each in memberships if each.kind is kind),
                key=lambda row: not row[1].contains(today),
            )
            for kind in GroupingKind
        },
        today=today,
    )


@blueprint.get("/areas/imports/new")
@requires(Permission.MANAGE_AREAS)
def new_import() -> ResponseReturnValue:
    """Ask for a file of areas or groupings."""
    return _ask(CheckFileForm())


@blueprint.post("/areas/imports/new")
@requires(Permission.MANAGE_AREAS)
def check_import() -> ResponseReturnValue:
    """Take a file to be checked; nothing of it is saved to an area."""
    form = CheckFileForm()
    if not form.validate_on_submit():
        return _ask(form)
    return receive(KINDS[form.what.value], form.content())


def _ask(form: CheckFileForm) -> ResponseReturnValue:
    return form_page(
        "areas/import.html",
        form,
        latest=latest_imports(reading(), actor(), list(KINDS)),
        kinds=KINDS,
    )


def _span(membership: ListedMembership) -> Span:
    return Span(first=membership.first, last=membership.last)


def _grouped(
    memberships: Iterable[ListedMembership],
) -> dict[str, dict[GroupingKind, ListedMembership]]:
    """Return the grouping of each kind that each area is in, by ONS code and kind."""
    found: dict[str, dict[GroupingKind, ListedMembership]] = defaultdict(dict)
    for each in memberships:
        found[each.area_code][each.kind] = each
    return found


def _spans(
    memberships: Iterable[ListedMembership],
) -> Iterator[tuple[ListedMembership, Span, list[str]]]:
    """Yield each grouping once for each span of days, with the names of its areas then."""
    by_span: dict[tuple[int, Span], list[ListedMembership]] = defaultdict(list)
    for each in memberships:
        by_span[each.grouping_id, _span(each)].append(each)
    for (_, span), members in by_span.items():
        yield members[0], span, sorted(each.area for each in members)
