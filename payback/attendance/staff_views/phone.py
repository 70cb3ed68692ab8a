"""The supervisor's phone: a page that opens without signal, what it holds, and who holds it.

The page, its worker and its manifest are public: they are the same for everybody and hold nobody.
What is personal is fetched by the page, for whoever is signed in.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from flask import Response, current_app, jsonify, render_template, url_for
from flask_login import AnonymousUserMixin, current_user
from flask_wtf.csrf import generate_csrf

from payback.attendance import queries
from payback.attendance.forms import EveryoneForm, OutcomeForm
from payback.attendance.outcomes import COMPLIED, for_supervisors
from payback.attendance.phone.lists import booked_on, days_held, milliseconds, sessions_for_phone
from payback.attendance.phone.sealing import HELD_HOURS, SealingKey, sealing_key
from payback.attendance.rules import MISSING
from payback.attendance.staff_views.reach import blueprint
from payback.core import audit, clock
from payback.core.access import Permission, public, requires
from payback.core.templating import fingerprint, static_url
from payback.core.web import actor, noted_reading, services
from payback.diary.breaks.standing import on_duty
from payback.diary.models import Rating

if TYPE_CHECKING:
    from pathlib import Path

    from payback.diary.breaks.standing import OnDuty

SCOPE = "/my/phone"
LINKED = re.compile(r'(?:src|href)="(/static/[^"]+)"')
IMPORTED = ("phone/*.js", "govuk-frontend-*/*.min.js")
WORKER, ICONS = "phone/worker.js", (192, 512)


@blueprint.get(SCOPE)
@public
def show_phone() -> str:
    """Show the page that works without signal, empty: a script fills it from the phone."""
    form = OutcomeForm(meta={"csrf": False})
    form.offer(for_supervisors())
    return render_template(
        "attendance/phone.html",
        form=form,
        everyone=EveryoneForm(meta={"csrf": False}),
        complied=COMPLIED.code,
        usual=Rating.SATISFACTORY.value,
        missing=MISSING,
        attended=[each.code for each in for_supervisors() if each.attended],
        hours=HELD_HOURS,
        current_user=AnonymousUserMixin(),
        navigation=[],
        notices=[],
    )


@blueprint.get(f"{SCOPE}/worker.js")
@public
def show_worker() -> Response:
    """Send the script that keeps the page on the phone; it changes whenever a file of it does."""
    folder, page = services().config.static_dir, show_phone()
    parts = sorted(path for pattern in IMPORTED for path in folder.glob(pattern))
    files = [*LINKED.findall(page), *(_plain_address(folder, path) for path in parts)]
    held = {
        "version": _version(page, parts),
        "page": url_for(".show_phone"),
        "files": sorted({url_for(".show_phone"), url_for(".show_manifest"), *files}),
    }
    script = f"const HELD = {json.dumps(held)}\n{(folder / WORKER).read_text()}"
    response = Response(script, mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = SCOPE
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get(f"{SCOPE}/manifest.webmanifest")
@public
def show_manifest() -> Response:
    """Say how the page is installed on a phone."""
    folder = services().config.static_dir
    icons = [
        {
            "src": static_url(folder, f"images/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in ICONS
    ]
    manifest = {
        "id": SCOPE,
        "name": "Community Payback sessions",
        "short_name": "Payback",
        "start_url": SCOPE,
        "scope": SCOPE,
        "display": "standalone",
        "lang": "en-GB",
        "background_color": "#f7f8f6",
        "theme_color": "#12403c",
        "icons": icons,
    }
    return Response(json.dumps(manifest), mimetype="application/manifest+json")


@blueprint.get(f"{SCOPE}/who")
@requires(Permission.RECORD_OWN_ATTENDANCE)
def show_who() -> Response:
    """Tell the phone who is signed in, their key, and what a sending must carry."""
    key = key_of_reader()
    return jsonify(
        owner=key.owner, key=key.secret, csrf=generate_csrf(), now=milliseconds(clock.now())
    )


@blueprint.get(f"{SCOPE}/lists")
@requires(Permission.RECORD_OWN_ATTENDANCE)
def show_lists() -> Response:
    """Send the sessions that the phone holds and who is booked on them; each read leaves a line."""
    with noted_reading() as db:
        supervisor = queries.supervisor_of(db, actor().account_id)
        duties: list[OnDuty] = []
        if supervisor is not None:
            duties = on_duty(db, [supervisor.id], *days_held(clock.today()))
        booked = booked_on(db, [each.session.id for each in duties])
        audit.record_reads(db, "people", [each.person_id for each in booked], "phone lists")
        sessions = sessions_for_phone(db, duties, booked)
    return jsonify(owner=key_of_reader().owner, name=current_user.name, sessions=sessions)


def key_of_reader() -> SealingKey:
    """Return the sealing key of whoever is signed in."""
    return sealing_key(str(current_app.secret_key), actor().account_id or 0)


def _plain_address(folder: Path, path: Path) -> str:
    """Return the address by which one script imports another: it carries no fingerprint."""
    return url_for("static", filename=path.relative_to(folder).as_posix())


def _version(page: str, parts: list[Path]) -> str:
    text = "".join([page, *(fingerprint(path) for path in parts)])
    return hashlib.sha256(text.encode()).hexdigest()[:12]
