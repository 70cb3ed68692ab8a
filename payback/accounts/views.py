"""Signing in and out, one's own password, and the administrator's list of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_user, logout_user

from payback.accounts import queries, service, sessions
from payback.accounts.forms import (
    STOPS,
    AccountForm,
    ChangeAccountForm,
    ChangePasswordForm,
    NewAccountForm,
    SignInForm,
)
from payback.accounts.holders import holder_of
from payback.accounts.passwords import password_matches
from payback.accounts.signed_in import signed_in
from payback.areas.queries import all_areas, areas_by_codes
from payback.core import browser_session
from payback.core.access import Permission, Role, public, requires
from payback.core.characters import as_email
from payback.core.consequences import consequences
from payback.core.errors import Conflict, NotFound, RuleBroken
from payback.core.references import hash_secret
from payback.core.throttle import limiter
from payback.core.web import (
    actor,
    reading,
    safe_next,
    services,
    source_of_request,
    transaction,
)
from payback.navigation import destinations_for

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.accounts.models import Account

blueprint = Blueprint("accounts", __name__)
Form = TypeVar("Form", bound=AccountForm)


def _address_and_account() -> str:
    return f"{source_of_request()}:{hash_secret(as_email(request.form.get('email', '')))}"


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for e-mail address and password."""
    if current_user.is_authenticated:
        return redirect(url_for(".show_home"))
    return render_template("accounts/sign_in.html", form=SignInForm())


@blueprint.post("/sign-in")
@public
@limiter.limit("40 per 5 minutes", methods=["POST"])
@limiter.limit("8 per 5 minutes", key_func=_address_and_account, methods=["POST"])
def do_sign_in() -> ResponseReturnValue:
    """Sign in, or say that address or password is wrong without saying which."""
    form = SignInForm()
    if form.validate_on_submit():
        proof = service.prove(reading(), email=form.email.value, password=form.password.value)
        with transaction() as db:
            begun = service.sign_in(db, services().config, proof)
        if begun is not None:
            browser_session.begin()
            login_user(signed_in(*begun))
            return redirect(safe_next(request.args.get("next")) or url_for(".show_home"))
        form.add_error("password", "Email address or password is not right")
    return render_template("accounts/sign_in.html", form=form), 422


@blueprint.post("/sign-out")
@requires(Permission.OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    """End this session."""
    with transaction() as db:
        service.sign_out(db, actor().account_id, current_user.get_id())
    logout_user()
    browser_session.end()
    flash("You have signed out.")
    return redirect(url_for(".sign_in"))


@blueprint.get("/home")
@requires(Permission.OWN_ACCOUNT)
def show_home() -> ResponseReturnValue:
    """Go to the first page that this role works on."""
    pages = [each.endpoint for each in destinations_for(actor())]
    return redirect(url_for(pages[0] if pages else ".change_password"))


@blueprint.route("/account/password", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
@limiter.limit("10 per 5 minutes", methods=["POST"])
def change_password() -> ResponseReturnValue:
    """Change one's own password; every other session of the account ends."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            begun = _new_password(form)
        except RuleBroken as broken:
            form.add_error(broken.field, broken.sentence)
        else:
            browser_session.begin()
            login_user(signed_in(*begun))
            flash("Your password is changed. Other devices are signed out.")
            return redirect(url_for(".show_home"))
    status = 422 if form.errors or form.form_errors else 200
    return render_template("accounts/change_password.html", form=form), status


def _new_password(form: ChangePasswordForm) -> tuple[Account, str]:
    """Check and hash before the transaction, which then waits for nothing."""
    before = account_or_404(reading(), actor().account_id)
    if not password_matches(form.current_password.value, before.password_hash):
        raise RuleBroken("current_password", "Current password is not right")
    hashed = service.choose_password(
        form.new_password.value, email=before.email, name=before.name, field="new_password"
    )
    with transaction() as db:
        account = account_or_404(db, before.id)
        if account.password_hash != before.password_hash:
            raise Conflict
        service.set_password(db, account, hashed)
        return account, sessions.begin(db, account)


@blueprint.get("/accounts")
@requires(Permission.MANAGE_ACCOUNTS)
def list_accounts() -> ResponseReturnValue:
    """List every account."""
    return render_template("accounts/list.html", accounts=queries.all_accounts(reading()))


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def add_account() -> ResponseReturnValue:
    """Add an account."""
    form = _with_areas(NewAccountForm())
    if form.validate_on_submit():
        try:
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
        except RuleBroken as broken:
            form.add_error(broken.field, broken.sentence)
        else:
            flash("The account is added.")
            return redirect(url_for(".list_accounts"))
    status = 422 if form.errors or form.form_errors else 200
    return render_template("accounts/new.html", form=form), status


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
            holder = holder_of(db, account_id) if form.work.value == STOPS else None
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
    status = 422 if form.errors or form.form_errors else 200
    follows = consequences(reading(), "accounts", account_id) if form.work.errors else ()
    values = {"form": form, "account": account, "follows": follows}
    return render_template("accounts/change.html", **values), status


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


def account_or_404(db: Session, account_id: int | None) -> Account:
    """Return an account."""
    account = queries.account_by_id(db, account_id or 0)
    if account is None:
        raise NotFound
    return account


def _with_areas(form: Form) -> Form:
    form.areas.choices = [(area.code, area.name) for area in all_areas(reading())]
    return form
