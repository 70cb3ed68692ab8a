"""Mails to nominators: each carries a link of its own to the nomination's page.

Nobody has shown that the address is theirs, so a mail repeats nothing that was typed into the
public form, no name and no title, until staff have read and approved it: a stranger could have
others read it under our name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core.references import hash_secret, new_secret
from payback.nominations.models import NominationLink
from payback.nominations.rules import Step, may
from payback.notifications.letters import write_letter
from payback.notifications.service import post

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.config import Config
    from payback.nominations.models import Nomination


def add_link(db: Session, nomination: Nomination, secret: str) -> None:
    """Let a secret lead to a nomination; only its hash is kept."""
    db.add(NominationLink(nomination_id=nomination.id, secret_hash=hash_secret(secret)))


def address_of(config: Config, nomination: Nomination, secret: str) -> str:
    """Return the address of a nomination's page."""
    return f"{config.base_url}/nominations/{nomination.reference}/{secret}"


def tell_nominator(
    db: Session,
    config: Config,
    nomination: Nomination,
    letter: str,
    *,
    secret: str = "",
    **values: object,
) -> None:
    """Write to the nominator, if they gave an e-mail address.

    Parameters
    ----------
    letter
        The template in ``templates/email``.
    secret
        The secret of the link, if it already leads to the nomination; else a new one is made.
    values
        What the letter needs beside the nomination and its link.
    """
    if not nomination.email:
        return
    if not secret:
        secret = new_secret()
        add_link(db, nomination, secret)
    written = write_letter(
        letter,
        nomination=nomination,
        link=address_of(config, nomination, secret),
        open=may(nomination.state, Step.WITHDRAW),
        operator=config.operator_name,
        operator_email=config.operator_email,
        operator_phone=config.operator_phone,
        **values,
    )
    post(
        db,
        recipient=nomination.email,
        subject=written.subject,
        body=written.body,
        about_kind="nominations",
        about_id=nomination.id,
    )
