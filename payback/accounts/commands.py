"""``payback user``: accounts from the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from payback.accounts import queries, service
from payback.areas.queries import areas_by_codes
from payback.core.access import COMMAND_LINE, Role
from payback.core.commands import database_or_exit
from payback.core.errors import RuleBroken

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.accounts.models import Account

password_option = click.option("--password", help="Asked for if left out.")


@click.group()
def user() -> None:
    """Add accounts, set their passwords, list them."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--area", "codes", multiple=True, help="ONS code of an area; may be repeated.")
@password_option
def add_user(
    email: str, name: str, role: str, codes: tuple[str, ...], password: str | None
) -> None:
    """Add an account for EMAIL."""
    database = database_or_exit()
    password = password or _asked_for()
    try:
        hashed = service.choose_password(password, email=email, name=name, field="password")
        with database.transaction(COMMAND_LINE) as db:
            areas = areas_by_codes(db, codes)
            missing = sorted(set(codes) - {area.code for area in areas})
            if missing:
                raise RuleBroken("areas", f"No area has the code {', '.join(missing)}.")
            service.open_account(
                db, email=email, name=name, role=Role(role), areas=areas, password_hash=hashed
            )
    except RuleBroken as broken:
        click.echo(broken.sentence, err=True)
        sys.exit(1)
    click.echo(f"Added {email} as {role}.")


@user.command("password")
@click.argument("email")
@password_option
def set_user_password(email: str, password: str | None) -> None:
    """Set the password of EMAIL and end its sessions."""
    database = database_or_exit()
    try:
        with database.reading() as db:
            account = _named(db, email)
        password = password or _asked_for()
        hashed = service.choose_password(password, email=email, name=account.name, field="password")
        with database.transaction(COMMAND_LINE) as db:
            service.set_password(db, _named(db, email), hashed)
    except RuleBroken as broken:
        click.echo(broken.sentence, err=True)
        sys.exit(1)
    click.echo(f"The password of {email} is changed.")


@user.command("list")
def list_users() -> None:
    """List the accounts."""
    with database_or_exit().reading() as db:
        for account in queries.all_accounts(db):
            state = "active" if account.active else "closed"
            codes = ", ".join(area.code for area in account.areas) or "-"
            click.echo(f"{account.email}  {account.role}  {state}  {codes}")


@user.command("close-demonstration")
def close_demonstration() -> None:
    """Close the demonstration's accounts, so that production can use its database."""
    database = database_or_exit()
    with database.transaction(COMMAND_LINE) as db:
        closed = service.close_demonstration(db)
    database.close()
    click.echo(f"{closed} demonstration accounts are closed.")


def _asked_for() -> str:
    """Ask for a password, once all that could refuse the command without one has been asked."""
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer


def _named(db: Session, email: str) -> Account:
    account = queries.account_by_email(db, email)
    if account is None:
        raise RuleBroken("email", f"No account has the address {email}.")
    return account
