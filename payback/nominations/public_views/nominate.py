"""The public form: start page, one page a question, check answers, confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError

from payback.areas.queries import all_areas
from payback.core import clock
from payback.core.access import public
from payback.core.errors import NotFound
from payback.core.throttle import limiter
from payback.core.web import reading, services, transaction
from payback.nominations import draft_cookie, drafts, photographs, queries, service
from payback.nominations.forms.questions import FORMS
from payback.nominations.lost import EXPIRED, EXPIRED_AND_LOST, LOST, say_lost
from payback.nominations.models import Source
from payback.nominations.promises import usual_days
from payback.nominations.questions import (
    BOROUGH,
    CONTACT,
    PAGES,
    PHOTOGRAPHS,
    SOURCE,
    Answers,
    details_of,
    first_unanswered,
    may_open,
    page_after,
    page_before,
)
from payback.nominations.sending_limits import count_sent, limit_sending
from payback.nominations.suitability import CRITERIA, refusal_of
from payback.nominations.summary import sections_of
from payback.policies.models import PolicyName
from payback.policies.queries import all_policies

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.nominations.forms.question import QuestionForm
    from payback.nominations.models import NominationDraft

blueprint = Blueprint("nominate", __name__)
FIRST = PAGES[0]


@blueprint.get("/")
@public
def show_start() -> str:
    """Say what the service is for, who can use it, what is needed and how long it takes."""
    draft = browser_draft()
    return render_template(
        "nominations/start.html",
        criteria=CRITERIA.values(),
        usual=usual_days(queries.decision_times(reading())),
        promised=all_policies(reading()).minutes_on(
            PolicyName.DECISION_WORKING_DAYS, clock.today()
        ),
        unfinished=draft is not None and draft.nomination_id is None,
    )


@blueprint.get("/nominations/new")
@public
def begin() -> ResponseReturnValue:
    """Go to the first question that this browser has not answered."""
    draft = browser_draft()
    answers = draft.answers if draft and draft.nomination_id is None else {}
    return redirect(_address(first_unanswered(answers, _codes())))


@blueprint.get("/nominations/new/<page>")
@public
def show_question(page: str) -> ResponseReturnValue:
    """Ask one question, with what was answered before."""
    kind, draft = _kind_of(page), browser_draft()
    if draft and draft.nomination_id and page != FIRST:
        return redirect(url_for("nominate.show_submitted"))
    answers = draft.answers if draft and draft.nomination_id is None else {}
    if not may_open(page, answers, _codes()):
        if draft is None:
            say_lost()
        return redirect(_address(first_unanswered(answers, _codes())))
    form = kind(formdata=None, data=answers.get(page, {}))
    return render_question(page, form, answers)


@blueprint.post("/nominations/new/<page>")
@public
@limiter.limit("600 per hour", methods=["POST"])
def answer_question(page: str) -> ResponseReturnValue:
    """Store the answers of one page and go on; a draft that is lost begins again, and says so."""
    form, answers = _kind_of(page)(), _answers()
    lost = page != FIRST and browser_draft() is None
    codes = _codes()
    _fit(form, answers)
    if not form.validate_on_submit():
        return render_question(page, form, answers), 422
    with transaction() as db:
        draft, key, stale = draft_to_write(db, anew=page == FIRST)
        if draft.nomination_id is None:
            drafts.answer(db, draft, page, form.answers())
    remove_files(stale)
    if draft.nomination_id is not None:
        return redirect(url_for("nominate.show_submitted"))
    following = _next_address(page, draft.answers, codes)
    if lost:
        say_lost(but_this=True)
        following = _address(first_unanswered(draft.answers, codes))
    return draft_cookie.remember(redirect(following), key)


@blueprint.get("/nominations/new/<page>/not-suitable")
@public
def show_refusal(page: str) -> ResponseReturnValue:
    """Say why an answer ends the nomination, and what else to do."""
    _kind_of(page)
    refusal = refusal_of(page, _answers().get(page, {})) if page in _answers() else None
    if refusal is None:
        return redirect(url_for("nominate.show_question", page=page))
    return render_template("nominations/not_suitable.html", refusal=refusal, page=page)


@blueprint.get("/nominations/new/check-answers")
@public
def check_answers() -> ResponseReturnValue:
    """Show every answer with a link to change it, before anything is sent."""
    return _turned_back() or _render_check()


@blueprint.post("/nominations/new/check-answers")
@public
def submit() -> ResponseReturnValue:
    """Send the nomination, once; a second press leads to the same confirmation."""
    return _turned_back() or _send()


@limit_sending
def _send() -> ResponseReturnValue:
    """Store a complete nomination; of two that arrive together only the first one counts."""
    key = draft_cookie.draft_key()
    with transaction() as db:
        draft = queries.draft_by_key(db, key, lock=True)
        fresh = draft is not None and draft.nomination_id is None
        if draft is not None:
            service.submit(db, services().config, draft, key)
    if fresh:
        count_sent()
    return redirect(url_for("nominate.show_submitted"))


@blueprint.get("/nominations/new/submitted")
@public
def show_submitted() -> ResponseReturnValue:
    """Confirm, with the reference, what happens next and the link to follow it."""
    draft = browser_draft()
    if draft is None or draft.nomination_id is None:
        return redirect(url_for("nominate.begin"))
    return render_template(
        "nominations/submitted.html",
        nomination=queries.nomination_by_id(reading(), draft.nomination_id),
        secret=draft_cookie.draft_key(),
    )


@blueprint.errorhandler(CSRFError)
def show_again(_error: CSRFError) -> ResponseReturnValue:
    """Show a page that was open for too long again, with all that was typed."""
    page = (request.view_args or {}).get("page", "")
    if page in FORMS and request.endpoint == f"{blueprint.name}.answer_question":
        form = FORMS[page]()
        form.add_error(None, EXPIRED if page == FIRST or browser_draft() else EXPIRED_AND_LOST)
        return render_question(page, form, _answers()), 422
    flash(EXPIRED if browser_draft() else LOST, "important")
    on_check = request.endpoint == f"{blueprint.name}.submit"
    return redirect(url_for("nominate.check_answers" if on_check else ".show_start"))


def browser_draft() -> NominationDraft | None:
    """Return the draft of this browser, if it has one that has not expired."""
    key = draft_cookie.draft_key()
    return queries.draft_by_key(reading(), key) if key else None


def draft_to_write(db: Session, *, anew: bool) -> tuple[NominationDraft, str, list[str]]:
    """Return this browser's draft, its key, and files of expired drafts to remove.

    Parameters
    ----------
    anew
        Whether a draft that has been sent is followed by a new one.
    """
    key = draft_cookie.draft_key()
    draft = queries.draft_by_key(db, key, lock=True) if key else None
    if draft is not None and (draft.nomination_id is None or not anew):
        return draft, key, []
    key = draft_cookie.new_key()
    return drafts.start(db, key), key, drafts.forget_expired(db)


def remove_files(names: list[str]) -> None:
    """Remove photographs whose rows are gone."""
    for name in names:
        photographs.forget(services().config, name)


def render_question(page: str, form: QuestionForm, answers: Answers) -> str:
    """Draw a question page."""
    _fit(form, answers)
    codes = _codes()
    draft = browser_draft()
    before = page_before(page, answers, codes) if may_open(page, answers, codes) else None
    return render_template(
        f"nominations/questions/{page}.html",
        form=form,
        page=page,
        answers=answers,
        back=_address(before) if before else url_for("nominate.show_start"),
        photographs=queries.photographs_of_draft(reading(), draft.id) if draft else [],
        most_photographs=drafts.MOST_PHOTOGRAPHS,
    )


def _fit(form: QuestionForm, answers: Answers) -> None:
    """Offer the boroughs; ask for an e-mail address only of those who fill in the form online."""
    if "area" in form:
        form.area.choices = [(area.code, area.name) for area in all_areas(reading())]
    if "email" in form:
        form.email.required = _source(answers) is Source.WEB


def _source(answers: Answers) -> Source:
    return Source(answers.get(SOURCE, {}).get("source", Source.WEB))


def _kind_of(page: str) -> type[QuestionForm]:
    if page not in FORMS:
        raise NotFound
    return FORMS[page]


def _answers() -> Answers:
    draft = browser_draft()
    return draft.answers if draft and draft.nomination_id is None else {}


def _codes() -> list[str]:
    return [area.code for area in all_areas(reading())]


def _address(page: str | None) -> str:
    """Return the address of a question page; of the check page if nothing is left to ask."""
    return (
        url_for("nominate.show_question", page=page) if page else url_for("nominate.check_answers")
    )


def _next_address(page: str, answers: Answers, codes: list[str]) -> str:
    if refusal_of(page, answers[page]):
        return url_for("nominate.show_refusal", page=page)
    return _address(page_after(page, answers, codes))


def _turned_back() -> ResponseReturnValue | None:
    """Return where to go instead of the check page: sent already, or not yet complete."""
    draft = browser_draft()
    if draft is not None and draft.nomination_id is not None:
        return redirect(url_for("nominate.show_submitted"))
    if draft is None:
        say_lost()
    missing = first_unanswered(_answers(), _codes())
    return redirect(_address(missing)) if missing else None


def _render_check() -> str:
    answers, areas = _answers(), {area.code: area for area in all_areas(reading())}
    details, draft = details_of(answers, areas), browser_draft()
    return render_template(
        "nominations/check_answers.html",
        sections=sections_of(details, details.evidence, areas[details.area_code].name),
        photographs=queries.photographs_of_draft(reading(), draft.id) if draft else [],
        borough_page=BOROUGH if BOROUGH in answers else "",
        photographs_page=PHOTOGRAPHS,
        contact_page=CONTACT,
    )
