"""Photographs: added to and removed from a draft, and served to those who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from flask_wtf.csrf import CSRFError

from payback.core.access import public
from payback.core.asking import Question, ask
from payback.core.errors import NotFound, RuleBroken
from payback.core.saving import refusals_on
from payback.core.throttle import limiter
from payback.core.web import reading, services, transaction
from payback.nominations import draft_cookie, drafts, photographs, queries
from payback.nominations.forms.questions import PhotographsForm
from payback.nominations.lost import EXPIRED, say_lost
from payback.nominations.public_views.nominate import (
    browser_draft,
    draft_to_write,
    remove_files,
    render_question,
)
from payback.nominations.questions import PHOTOGRAPHS
from payback.nominations.served import send_photograph

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from payback.nominations.photographs import Picture

blueprint = Blueprint("photographs", __name__)


@blueprint.post("/nominations/new/photographs")
@public
@limiter.limit("60 per hour", methods=["POST"])
def add_photographs() -> ResponseReturnValue:
    """Add pictures to the draft; stay on the page to show them, or go on if none was chosen."""
    form = PhotographsForm()
    draft = browser_draft()
    if draft is None or draft.nomination_id is not None:
        if draft is None:
            say_lost()
        return redirect(url_for("nominate.begin"))
    staying = "add" in request.form
    if form.validate_on_submit():
        if not form.photographs.data:
            return _go_on(form, stay=staying)
        with refusals_on(form):
            config = services().config
            _store([photographs.read_picture(f.read(), config) for f in form.photographs.data])
            return redirect(url_for("nominate.show_question", page=PHOTOGRAPHS))
    return render_question(PHOTOGRAPHS, form, draft.answers), 422


def _go_on(form: PhotographsForm, *, stay: bool) -> ResponseReturnValue:
    if stay:
        form.add_error("photographs", "Select a photograph")
        draft = browser_draft()
        return render_question(PHOTOGRAPHS, form, draft.answers if draft else {}), 422
    with transaction() as db:
        draft, key, stale = draft_to_write(db, anew=False)
        if draft.nomination_id is None:
            drafts.answer(db, draft, PHOTOGRAPHS, {})
    remove_files(stale)
    return draft_cookie.remember(redirect(url_for("nominate.check_answers")), key)


def _store(pictures: list[Picture]) -> None:
    """Write the files, then the rows; take the files away again if the rows are refused."""
    config = services().config
    names = [photographs.keep(config, picture) for picture in pictures]
    try:
        with transaction() as db:
            draft, _, _ = draft_to_write(db, anew=False)
            for name, picture in zip(names, pictures, strict=True):
                drafts.add_photograph(db, draft, name, picture)
    except RuleBroken:
        remove_files(names)
        raise


@blueprint.route("/nominations/new/photographs/<name>/remove", methods=["GET", "POST"])
@public
def remove_photograph(name: str) -> ResponseReturnValue:
    """Ask, and take a picture out of the draft."""
    back = url_for("nominate.show_question", page=PHOTOGRAPHS)
    if request.method == "GET":
        draft = browser_draft()
        own = queries.photographs_of_draft(reading(), draft.id) if draft else []
        if name not in {each.name for each in own}:
            return redirect(back)
        place = [each.name for each in own].index(name) + 1
        return ask(
            Question(
                heading=f"Remove photograph {place}?",
                follows=["It is deleted from our computers. You can add it again."],
                button="Remove this photograph",
                back=back,
            )
        )
    names: list[str] = []
    with transaction() as db:
        draft = queries.draft_by_key(db, draft_cookie.draft_key(), lock=True)
        if draft is not None and draft.nomination_id is None:
            names = drafts.remove_photograph(db, draft, name)
    remove_files(names)
    return redirect(back)


@blueprint.errorhandler(CSRFError)
def show_again(_error: CSRFError) -> ResponseReturnValue:
    """Go back to the page of photographs, which shows those that are kept."""
    flash(EXPIRED, "important")
    return redirect(url_for("nominate.show_question", page=PHOTOGRAPHS))


@blueprint.get("/nominations/new/photographs/<name>")
@public
def show_own(name: str) -> Response:
    """Show a picture of this browser's draft."""
    draft = browser_draft()
    own = queries.photographs_of_draft(reading(), draft.id) if draft else []
    if name not in {each.name for each in own}:
        raise NotFound
    return send_photograph(name)


@blueprint.get("/photographs/<name>")
@public
def show_released(name: str) -> Response:
    """Show a picture that staff have released."""
    if queries.released_photograph(reading(), name) is None:
        raise NotFound
    return send_photograph(name)
