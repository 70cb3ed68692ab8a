"""What a mail server's refusal means: later, or never. Without a word of the message itself."""

from __future__ import annotations

import smtplib
import ssl
from datetime import timedelta

from payback.core.jobs import GivenUp, RetryLater

UNPROTECTED = (smtplib.SMTPNotSupportedError, ssl.SSLError)
PATIENCE = timedelta(days=2)
# 530, 534, 535 and 538 ask for another way to sign in: a setting to mend, not a bad message.
SIGN_IN_CODES = frozenset({530, 534, 535, 538})


def smtp_refusal(error: Exception) -> RetryLater | GivenUp:
    """Return what to do after a mail server did not take a message.

    Only an answer of 5xx to the sender, the recipient or the text refuses the message for good.
    What goes wrong before (no connection, no TLS, no sign-in) may be over tomorrow.
    """
    code = _code_about_the_message(error)
    if 500 <= code <= 599 and code not in SIGN_IN_CODES:
        return GivenUp(f"The mail server refused it for good ({code}). Check the address.")
    reason = str(code) if code else type(error).__name__
    if isinstance(error, UNPROTECTED):
        why = f"The mail server offers no protected connection that can be trusted ({reason})."
        return RetryLater(why, PATIENCE)
    return RetryLater(f"The mail server did not take it ({reason}).", PATIENCE)


def notify_refusal(status: int | None) -> RetryLater | GivenUp:
    """Return what to do after GOV.UK Notify did not take a message; 400 means never.

    Parameters
    ----------
    status
        Its answer, if there was one.
    """
    if status == 400:
        return GivenUp("GOV.UK Notify refused it for good (400). Check the address.")
    return RetryLater(f"GOV.UK Notify did not take it ({status or 'no answer'}).", PATIENCE)


def _code_about_the_message(error: Exception) -> int:
    """Return the server's answer to a message, the mildest if there are several; else 0."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min((code for code, _ in error.recipients.values()), default=0)
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        return int(error.smtp_code)
    return 0
