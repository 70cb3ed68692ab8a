"""Supervisors: their calendar addresses, how to use them, switching one off."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from payback.calendars import queries, service
from payback.calendars.forms import FeedForm
from payback.core import clock, submissions
from payback.core.access import Permission, requires
from payback.core.asking import Question, ask
from payback.core.errors import NotFound
from payback.core.saving import form_page, refusals_on, sent_token
from payback.core.web import actor, reading, services, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.calendars.models import Feed

SILENT = timedelta(days=3)
"""From here on a calendar that was fetched before seems to have stopped."""

blueprint = Blueprint("calendars", __name__)


@blueprint.get("/my/calendar")
@requires(Permission.OWN_ROTA)
def show_calendar() -> ResponseReturnValue:
    """List the supervisor's calendar addresses and offer another."""
    return _page(FeedForm(formdata=None))


@blueprint.post("/my/calendar")
@requires(Permission.OWN_ROTA)
def open_feed() -> ResponseReturnValue:
    """Make an address and show it, this once."""
    form = FeedForm()
    if form.validate_on_submit():
        with refusals_on(form):
            return _opened(form)
    return _page(form)


def _opened(form: FeedForm) -> ResponseReturnValue:
    token = sent_token()
    with transaction() as db:
        if earlier := submissions.earlier_result(db, token):
            flash("The address was shown before. If you did not copy it, make another.")
            return redirect(earlier)
        supervisor = queries.supervisor_of(db, actor().account_id)
        if supervisor is None:
            raise NotFound
        feed, secret = service.open_feed(db, supervisor, form.name.value)
        submissions.keep_result(db, token, url_for(".show_calendar"))
    address = services().config.base_url + url_for("feeds.show_feed", secret=secret)
    scheme, _, rest = address.partition("://")
    return render_template(
        "calendars/opened.html",
        feed=feed,
        address=address,
        subscribe=f"webcal{'s' if scheme == 'https' else ''}://{rest}",
    )


@blueprint.route("/my/calendar/feeds/<int:feed_id>/revoke", methods=["GET", "POST"])
@requires(Permission.OWN_ROTA)
def revoke_feed(feed_id: int) -> ResponseReturnValue:
    """Ask, and switch an address off."""
    if request.method == "GET":
        return _ask_revoke(_own_feed(reading(), feed_id))
    with transaction() as db:
        feed = _own_feed(db, feed_id)
        service.revoke_feed(feed)
    flash(f"The address “{feed.name}” is switched off.", "success")
    return redirect(url_for(".show_calendar"))


def _own_feed(db: Session, feed_id: int) -> Feed:
    feed = queries.own_feed(db, feed_id, actor().account_id)
    if feed is None:
        raise NotFound
    return feed


def _ask_revoke(feed: Feed) -> str:
    return ask(
        Question(
            heading=f"Switch off “{feed.name}”?",
            follows=[
                "Every calendar that uses this address stops showing your sessions, or keeps "
                "showing them as they are today without any change.",
                "We still send you an email when a session is given to you or taken from you, is "
                "cancelled or put back, or its place has changed.",
            ],
            undo="It cannot be switched on again. You can make a new address at any time.",
            button="Switch this address off",
            back=url_for(".show_calendar"),
        )
    )


def _page(form: FeedForm) -> ResponseReturnValue:
    db = reading()
    supervisor = queries.supervisor_of(db, actor().account_id)
    feeds = queries.live_feeds(db, supervisor.id) if supervisor else []
    early = clock.now() - SILENT
    return form_page(
        "calendars/list.html",
        form,
        supervisor=supervisor,
        feeds=feeds,
        silent={
            each.id
            for each in feeds
            if each.last_fetched_at is not None and each.last_fetched_at < early
        },
    )
