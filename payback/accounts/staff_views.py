"""The administrator's list of accounts: adding, changing, closing and opening them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from flask import Blueprint, flash, redirect, request, url_for

from payback.accounts import queries, service
from payback.accounts.forms import (
    STOPS,
    AccountForm,
    AccountsFilterForm,
    ChangeAccountForm,
    HolderForm,
    NewAccountForm,
)
from payback.accounts.holders import holder_of
from payback.accounts.queries import account_or_404
from payback.areas.queries import all_areas, areas_by_codes
from payback.core.access import Permission, Role, requires
from payback.core.asking import Question, ask
from payback.core.consequences import consequences
from payback.core.errors import NotAllowed
from payback.core.paging import Paging, page_number
from payback.core.saving import form_page, refusals_on
from payback.core.web import actor, reading, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from payback.accounts.models import Account

blueprint = Blueprint("accounts", __name__)
Form = TypeVar("Form", bound=AccountForm)


@blueprint.get("/accounts")
@requires(Permission.MANAGE_ACCOUNTS)
def list_accounts() -> ResponseReturnValue:
    """List the accounts, or those that match some words, a page at a time."""
    db, form = reading(), AccountsFilterForm(request.args)
    words = form.q.value if form.validate() else ""
    total = queries.count_accounts(db, words)
    paging = Paging(number=page_number(request.args.get("page")), total=total)
    asked: dict[str, Any] = dict(form.asked)
    return form_page(
        "accounts/list.html",
        form,
        accounts=queries.list_accounts(db, words, offset=paging.offset, limit=paging.size),
        filtered=bool(asked),
        paging=paging,
        links=paging.links(lambda page: url_for(".list_accounts", **asked, page=page)),
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def add_account() -> ResponseReturnValue:
    """Add an account."""
    form = _with_areas(NewAccountForm())
    if form.validate_on_submit():
        with refusals_on(form):
            hashed = service.choose_password(
                form.password.value,
                email=form.email.value,
                name=form.name.value,
                field="password",
            )
            with transaction() as db:
                service.open_account(
                    db,
                    email=form.email.value,
                    name=form.name.value,
                    role=Role(form.role.value),
                    areas=areas_by_codes(db, form.areas.value),
                    password_hash=hashed,
                )
            flash("The account is added.")
            return redirect(url_for(".list_accounts"))
    return form_page("accounts/new.html", form)


@blueprint.route("/accounts/<int:account_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def change_account(account_id: int) -> ResponseReturnValue:
    """Change name, role or areas of an account; its sessions end."""
    account = account_or_404(reading(), account_id)
    known = {
        "name": account.name,
        "role": account.role.value,
        "areas": [area.code for area in account.areas],
        "version": account.version,
    }
    form = _with_areas(ChangeAccountForm(data=known))
    if form.validate_on_submit() and _may_save(form, account):
        with transaction() as db:
            account = account_or_404(db, account_id)
            account.require_version(form.version.data)
            holder = holder_of(db, account_id) if form.work.data == STOPS else None
            service.change_account(
                db,
                account,
                name=form.name.value,
                role=Role(form.role.value),
                areas=areas_by_codes(db, form.areas.value),
            )
            if holder is not None and account.role is not Role.SUPERVISOR:
                holder.stop()
        flash("The account is changed and its sessions have ended.")
        return redirect(url_for(".list_accounts"))
    follows = consequences(reading(), "accounts", account_id) if form.work.errors else ()
    return form_page("accounts/change.html", form, account=account, follows=follows)


def _may_save(form: ChangeAccountForm, account: Account) -> bool:
    """Refuse to change one's own role, or to take a supervisor's without saying what follows."""
    if account.id == actor().account_id:
        form.add_error(None, "You cannot change your own role.")
        return False
    leaves = account.role is Role.SUPERVISOR and form.role.value != Role.SUPERVISOR
    holder = holder_of(reading(), account.id) if leaves and form.work.data is None else None
    if holder is not None:
        form.add_error("work", f"Select whether {holder.name} goes on supervising")
    return holder is None


@blueprint.route("/accounts/<int:account_id>/close", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def close_account(account_id: int) -> ResponseReturnValue:
    """Ask, and let nobody sign in with an account any more."""
    account = account_or_404(reading(), account_id)
    form = HolderForm() if account.active and holder_of(reading(), account_id) else None
    if request.method == "POST" and (form is None or form.validate_on_submit()):
        return _close(account_id, stops=form is not None and form.work.value == STOPS)
    return _question(account, form), 422 if form and form.errors else 200


def _question(account: Account, form: HolderForm | None) -> str:
    undo = "You can open it again at any time."
    if form is not None:
        undo += " A supervisor who was planned no more is then activated by a coordinator."
    question = Question(
        heading="Close this account?",
        caption=f"{account.name}, {account.email}",
        follows=[
            "Nobody can sign in with it, and whoever is signed in with it is signed out.",
            "What was written down under its name stays.",
            *consequences(reading(), "accounts", account.id),
        ],
        undo=undo,
        button="Close the account",
        back=url_for("accounts.change_account", account_id=account.id),
    )
    return ask(question, form)


@blueprint.post("/accounts/<int:account_id>/open")
@requires(Permission.MANAGE_ACCOUNTS)
def open_account(account_id: int) -> ResponseReturnValue:
    """Let somebody sign in with an account again."""
    _require_another(account_id)
    with transaction() as db:
        service.set_active(db, account_or_404(db, account_id), active=True)
    flash("The account is open again.", "success")
    return redirect(url_for("accounts.list_accounts"))


def _close(account_id: int, *, stops: bool) -> ResponseReturnValue:
    """Close an account; whoever stops their work is planned no more from the same moment."""
    _require_another(account_id)
    with transaction() as db:
        service.set_active(db, account_or_404(db, account_id), active=False)
        holder = holder_of(db, account_id) if stops else None
        if holder is not None:
            holder.stop()
    planned = f" {holder.name} is not planned any more." if holder else ""
    flash(f"The account is closed.{planned}", "success")
    return redirect(url_for("accounts.list_accounts"))


def _require_another(account_id: int) -> None:
    if account_id == actor().account_id:
        raise NotAllowed("You cannot close your own account. Ask another administrator.")


def _with_areas(form: Form) -> Form:
    form.areas.choices = [(area.code, area.name) for area in all_areas(reading())]
    return form
