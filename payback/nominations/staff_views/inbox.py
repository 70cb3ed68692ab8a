"""The inbox of a coordinator's boroughs, and the page of one nomination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from payback.areas.queries import area_names
from payback.core import clock
from payback.core.access import Permission, requires
from payback.core.conflicts import drawn_by
from payback.core.paging import Paging, page_number
from payback.core.web import actor, reading, transaction
from payback.nominations import decisions, draft_cookie, drafts, inbox_queries, queries
from payback.nominations.forms.deciding import (
    InboxForm,
    NoteForm,
    OnBehalfForm,
    VerdictsForm,
    verdicts_shown,
)
from payback.nominations.inbox_queries import InboxFilter, nomination_within
from payback.nominations.models import Criterion
from payback.nominations.progress import COLOURS, TITLES, event_words
from payback.nominations.promises import due_in_words, is_overdue
from payback.nominations.questions import SOURCE
from payback.nominations.rules import Step, may, verdicts_met
from payback.nominations.staff_views.reach import blueprint
from payback.nominations.suitability import CRITERIA, doubts
from payback.nominations.summary import criterion_rows, sections_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from payback.nominations.models import Nomination


@blueprint.get("/nominations/inbox")
@requires(Permission.SEE_NOMINATIONS)
def list_inbox() -> str:
    """List the nominations of the reader's boroughs, the oldest promise first."""
    db, today = reading(), clock.today()
    form = InboxForm(request.args)
    form.area.choices = [(area.code, area.name) for area in area_names(db, actor())]
    valid = form.validate()
    wanted = InboxFilter(states=form.states(), area_code=(form.area.data or "") if valid else "")
    paging = Paging(
        number=page_number(request.args.get("page")),
        total=inbox_queries.inbox_length(db, actor(), wanted),
    )
    return render_template(
        "nominations/inbox.html",
        form=form,
        rows=inbox_queries.inbox(db, actor(), wanted, offset=paging.offset, limit=paging.size),
        counts=inbox_queries.inbox_counts(db, actor(), today),
        paging=paging,
        links=paging.links(lambda number: _page_address(number)),
        due=lambda row: due_in_words(row.state, row.decide_by, today),
        overdue=lambda row: is_overdue(row.state, row.decide_by, today),
        colours=COLOURS,
        may_decide=actor().may(Permission.DECIDE_NOMINATIONS),
    )


@blueprint.get("/nominations/inbox/<int:nomination_id>")
@requires(Permission.SEE_NOMINATIONS)
def show_nomination(nomination_id: int) -> str:
    """Show a nomination to staff of its borough."""
    return _render(nomination_within(reading(), actor(), nomination_id))


@blueprint.post("/nominations/inbox/<int:nomination_id>/verdicts")
@requires(Permission.DECIDE_NOMINATIONS)
@drawn_by("nominations.show_nomination")
def record_verdicts(nomination_id: int) -> ResponseReturnValue:
    """Write down the verdicts and their notes."""
    form = VerdictsForm()
    nomination_within(reading(), actor(), nomination_id)
    if not form.validate_on_submit():
        shown = nomination_within(reading(), actor(), nomination_id)
        return _render(shown, verdicts=form), 422
    with transaction() as db:
        nomination = nomination_within(db, actor(), nomination_id, lock=True)
        nomination.require_version(form.version.data)
        decisions.record_verdicts(nomination, form.verdicts())
    flash("The verdicts are saved.", "success")
    return redirect(url_for(".show_nomination", nomination_id=nomination_id))


@blueprint.post("/nominations/inbox/<int:nomination_id>/notes")
@requires(Permission.DECIDE_NOMINATIONS)
def add_note(nomination_id: int) -> ResponseReturnValue:
    """Keep an internal note."""
    form = NoteForm()
    if not form.validate_on_submit():
        shown = nomination_within(reading(), actor(), nomination_id)
        return _render(shown, note=form), 422
    with transaction() as db:
        nomination = nomination_within(db, actor(), nomination_id, lock=True)
        decisions.add_note(db, nomination, form.text.value, actor=actor())
    flash("The note is added.", "success")
    return redirect(url_for(".show_nomination", nomination_id=nomination_id))


@blueprint.post("/nominations/inbox/<int:nomination_id>/photographs/<int:photograph_id>")
@requires(Permission.DECIDE_NOMINATIONS)
def release_photograph(nomination_id: int, photograph_id: int) -> ResponseReturnValue:
    """Show a photograph to the public, or take it back."""
    with transaction() as db:
        nomination = nomination_within(db, actor(), nomination_id)
        photograph = inbox_queries.photograph_of(db, nomination, photograph_id)
        photograph.released = request.form.get("released") == "yes"
        said = "can now be shown to the public" if photograph.released else "is for staff only"
    flash(f"The photograph {said}.", "success")
    return redirect(url_for(".show_nomination", nomination_id=nomination_id))


@blueprint.route("/nominations/inbox/on-behalf", methods=["GET", "POST"])
@requires(Permission.DECIDE_NOMINATIONS)
def nominate_on_behalf() -> ResponseReturnValue:
    """Begin a nomination that reached us by telephone, on paper or by email."""
    form = OnBehalfForm()
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return render_template("nominations/on_behalf.html", form=form), status
    key = draft_cookie.new_key()
    with transaction() as db:
        drafts.answer(db, drafts.start(db, key), SOURCE, {"source": form.source.value})
    return draft_cookie.remember(redirect(url_for("nominate.begin")), key)


def _page_address(number: int) -> str:
    state, area = request.args.get("state"), request.args.get("area")
    return url_for(".list_inbox", state=state, area=area, page=number)


def _render(
    nomination: Nomination, *, verdicts: VerdictsForm | None = None, note: NoteForm | None = None
) -> str:
    db, today = reading(), clock.today()
    history = queries.history_of(db, nomination.id, notes=True)
    evidence = {each.criterion: each.evidence for each in nomination.criteria}
    known = {**verdicts_shown(nomination.criteria), "version": nomination.version}
    deciding = actor().may(Permission.DECIDE_NOMINATIONS)
    return render_template(
        "nominations/show.html",
        nomination=nomination,
        colour=COLOURS[nomination.state],
        due=due_in_words(nomination.state, nomination.decide_by, today),
        overdue=is_overdue(nomination.state, nomination.decide_by, today),
        criteria=[
            (each, CRITERIA[each], criterion_rows(nomination, each, evidence[each]))
            for each in Criterion
        ],
        answers={each.criterion: each for each in nomination.criteria},
        sections=sections_of(nomination, evidence, nomination.area.name)[len(Criterion) :],
        doubts=doubts(
            last_paid=nomination.last_paid,
            owner=nomination.owner,
            has_budget=nomination.has_budget,
            done_by=nomination.done_by,
        ),
        verdicts=verdicts or VerdictsForm(formdata=None, data=known),
        note=note or NoteForm(formdata=None),
        all_met=verdicts_met(nomination.criteria),
        allowed={step.name for step in Step if deciding and may(nomination.state, step)},
        deciding=deciding,
        near=inbox_queries.nearby(db, actor(), nomination),
        colours=COLOURS,
        photographs=queries.photographs_of(db, nomination.id),
        items=queries.items_of(db, nomination.id),
        history=history,
        titles=TITLES,
        event_words=event_words,
        names=inbox_queries.names_of(db, [each.account_id for each in history]),
    )
