"""What becomes of a draft that is not sent: its answers are deleted, once asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from flask_wtf.csrf import CSRFError

from payback.core.access import public
from payback.core.asking import Question, ask
from payback.core.web import transaction
from payback.nominations import draft_cookie, drafts, queries
from payback.nominations.public_views.nominate import browser_draft, remove_files

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("drafts", __name__)


@blueprint.route("/nominations/new/forget", methods=["GET", "POST"])
@public
def forget_draft() -> ResponseReturnValue:
    """Ask, and delete this browser's answers and photographs that have not been sent."""
    if request.method == "GET":
        return _ask_forget()
    names: list[str] = []
    with transaction() as db:
        draft = queries.draft_by_key(db, draft_cookie.draft_key(), lock=True)
        if draft is not None and draft.nomination_id is None:
            names = drafts.forget(db, draft)
    remove_files(names)
    flash("Your answers are deleted.", "success")
    return draft_cookie.drop(redirect(url_for("nominate.show_start")))


@blueprint.errorhandler(CSRFError)
def ask_again(_error: CSRFError) -> ResponseReturnValue:
    """Ask once more where the page was open for too long."""
    return _ask_forget()


def _ask_forget() -> ResponseReturnValue:
    draft = browser_draft()
    if draft is None or draft.nomination_id is not None:
        return redirect(url_for("nominate.show_start"))
    return ask(
        Question(
            heading="Delete your answers?",
            follows=[
                "All your answers are deleted, and the photographs you added. "
                "Nothing has been sent to us."
            ],
            undo="This cannot be taken back.",
            button="Delete my answers",
            back=url_for("nominate.begin"),
        )
    )
