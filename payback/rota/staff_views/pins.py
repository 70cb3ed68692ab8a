"""Staff: the bookings that a coordinator insists on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from payback.core import audit, wording
from payback.core.access import Permission, requires
from payback.core.asking import Question, ask
from payback.core.errors import Conflict, NotFound
from payback.core.saving import saved
from payback.core.web import actor, noted_reading, reading, transaction
from payback.rota.forms import PinForm
from payback.rota.models import LIVE
from payback.rota.queries import pins_between
from payback.rota.questions import pins
from payback.rota.questions.pin_check import impossible, judge
from payback.rota.rules import last_day
from payback.rota.staff_views.reach import blueprint, rota_or_404

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.rota.models import Rota, RotaPin


@blueprint.get("/rotas/<int:rota_id>/pins")
@requires(Permission.PLAN_ROTA)
def list_pins(rota_id: int) -> str:
    """List what is insisted on in the week of a rota, and ask for more."""
    known = {name: request.args.get(name) for name in ("who", "session")}
    with noted_reading() as db:
        rota = _rota(db, rota_id)
        return _page(db, rota, _offered(db, rota, PinForm(formdata=None, data=known)))


@blueprint.post("/rotas/<int:rota_id>/pins")
@requires(Permission.PLAN_ROTA)
def add_pin(rota_id: int) -> ResponseReturnValue:
    """Insist on a booking."""
    with noted_reading() as db:
        rota = _rota(db, rota_id)
        form = _offered(db, rota, PinForm())
        if not form.validate_on_submit():
            return _page(db, rota, form), 422
    wanted = form.wanted
    judged = judge(reading(), rota, wanted)

    def change(db: Session) -> str:
        pins.add_pin(db, wanted, judged, account_id=actor().account_id)
        return url_for(".list_pins", rota_id=rota_id)

    said = "The booking is insisted on. Plan the week again to see what follows."
    return saved(form, change, said) or (_page(reading(), rota, form), 422)


@blueprint.route("/rotas/<int:rota_id>/pins/<int:pin_id>/remove", methods=["GET", "POST"])
@requires(Permission.PLAN_ROTA)
def remove_pin(rota_id: int, pin_id: int) -> ResponseReturnValue:
    """Ask, and insist on a booking no longer."""
    if request.method == "GET":
        with noted_reading() as db:
            return _ask(db, _rota(db, rota_id), pin_id)
    with transaction() as db:
        _rota(db, rota_id)
        pins.remove_pin(db, pin_id, actor())
    flash("The booking is no longer insisted on.", "success")
    return redirect(url_for(".list_pins", rota_id=rota_id))


def _ask(db: Session, rota: Rota, pin_id: int) -> str:
    rows = pins_between(db, rota.area_id, rota.week_on, last_day(rota.week_on))
    pin = next((each for each in rows if each.id == pin_id), None)
    if pin is None:
        raise NotFound
    if pin.person_id is not None:
        audit.record_reads(db, "people", [pin.person_id], f"rota {rota.id}")
    day = wording.short_date(pin.session.on)
    return ask(
        Question(
            heading="Insist on this booking no longer?",
            caption=f"{pin.session.project.name}, {day}",
            follows=(
                f"It is of {_who(pin)}.",
                "The next plan of this week may place them elsewhere, or nowhere.",
            ),
            undo="You can insist on it again on the page before.",
            button="Insist no longer",
            back=url_for(".list_pins", rota_id=rota.id),
            warning=False,
        )
    )


def _who(pin: RotaPin) -> str:
    if pin.person is not None:
        return f"{pin.person.listed_name}, CRN {pin.person.crn}"
    return f"{pin.supervisor.name}, who supervises" if pin.supervisor is not None else "nobody"


def _rota(db: Session, rota_id: int) -> Rota:
    rota = rota_or_404(db, rota_id)
    if rota.state not in LIVE:
        raise Conflict(f"This rota is {rota.state.value}. Open the newest one of its week.")
    return rota


def _offered(db: Session, rota: Rota, form: PinForm) -> PinForm:
    offered = pins.pinnable(db, rota)
    audit.record_reads(db, "people", [each.id for each in offered.people], f"rota {rota.id}")
    return form.offer(offered.people, offered.supervisors, offered.sessions)


def _page(db: Session, rota: Rota, form: PinForm) -> str:
    rows = pins_between(db, rota.area_id, rota.week_on, last_day(rota.week_on))
    return render_template(
        "rota/pins.html", rota=rota, form=form, pins=rows, impossible=impossible(db, rota, rows)
    )
