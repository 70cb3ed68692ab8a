"""Signing in and out, the first page, and one's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_user, logout_user

from payback.accounts import queries, service, sessions
from payback.accounts.forms import (
    ChangePasswordForm,
    SignInForm,
)
from payback.accounts.passwords import password_matches
from payback.accounts.signed_in import signed_in
from payback.core import browser_session
from payback.core.access import Permission, public, requires
from payback.core.characters import as_email
from payback.core.errors import Conflict, RuleBroken
from payback.core.references import hash_secret
from payback.core.saving import form_page, refusals_on
from payback.core.throttle import limiter
from payback.core.web import (
    actor,
    network_of_request,
    reading,
    safe_next,
    services,
    transaction,
)
from payback.navigation import destinations_for

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from payback.accounts.models import Account

blueprint = Blueprint("own_account", __name__)


def _address_and_account() -> str:
    return f"{network_of_request()}:{hash_secret(as_email(request.form.get('email', '')))}"


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
        with refusals_on(form):
            begun = _new_password(form)
            browser_session.begin()
            login_user(signed_in(*begun))
            flash("Your password is changed. Other devices are signed out.")
            return redirect(url_for(".show_home"))
    return form_page("accounts/change_password.html", form)


def _new_password(form: ChangePasswordForm) -> tuple[Account, str]:
    """Check and hash before the transaction, which then waits for nothing."""
    before = queries.account_or_404(reading(), actor().account_id)
    if not password_matches(form.current_password.value, before.password_hash):
        raise RuleBroken("current_password", "Current password is not right")
    if form.new_password.value == form.current_password.value:
        raise RuleBroken("new_password", "New password must be different from your current one")
    hashed = service.choose_password(
        form.new_password.value, email=before.email, name=before.name, field="new_password"
    )
    with transaction() as db:
        account = queries.account_or_404(db, before.id)
        if account.password_hash != before.password_hash:
            raise Conflict
        service.set_password(db, account, hashed)
        return account, sessions.begin(db, account)
