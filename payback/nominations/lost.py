"""What is said when a browser has lost the cookie by which its answers are found."""

from __future__ import annotations

from flask import flash

LOST = (
    "We no longer have the answers that you gave before. They are kept for 7 days, in the browser "
    "in which you gave them, with cookies switched on. Please answer the questions again."
)
LOST_BUT_THIS = f"What you have just sent is kept. {LOST}"
EXPIRED = (
    "This page was open for too long to be sent. Nothing is lost: check it and send it again. "
    "If you see this again, switch cookies on for this site"
)
EXPIRED_AND_LOST = (
    "This page was open for too long to be sent. What you typed on it is below: check it and send "
    "it again. We no longer have the answers that you gave before it, which are kept for 7 days, "
    "and ask for them again after this page"
)


def say_lost(*, but_this: bool = False) -> None:
    """Say on the next page that earlier answers are gone.

    Parameters
    ----------
    but_this
        Whether the answers of one page have just been sent and are kept.
    """
    flash(LOST_BUT_THIS if but_this else LOST, "important")
