"""Mail by SMTP: under TLS with a certificate that is checked, unless the settings say otherwise."""

from __future__ import annotations

import smtplib
import ssl
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from payback.core import jobs

if TYPE_CHECKING:
    from email.message import EmailMessage

    from payback.config import Config

TIMEOUT_SECONDS = 20
UNPROTECTED = (smtplib.SMTPNotSupportedError, ssl.SSLError)


def send(config: Config, mail: EmailMessage) -> None:
    """Hand a message to the configured mail server.

    Neither the message nor the password leaves before the connection is protected: a server that
    offers no TLS, or whose certificate does not hold, is given nothing.

    Raises
    ------
    RetryLater
        If the server is away, refuses, or cannot be trusted.
    """
    try:
        with _connection(config) as server:
            url = urlsplit(config.smtp_url)
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(mail)
    except (smtplib.SMTPException, OSError) as error:
        raise jobs.RetryLater(_reason(error)) from error


def _connection(config: Config) -> smtplib.SMTP:
    url = urlsplit(config.smtp_url)
    host, port = url.hostname or "", url.port or 0
    if url.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=_trust(config))
    server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    if not config.smtp_without_tls:
        try:
            server.starttls(context=_trust(config))
        except BaseException:
            server.close()
            raise
    return server


def _trust(config: Config) -> ssl.SSLContext:
    """Return what a certificate is checked against: the named authority, else the system's."""
    return ssl.create_default_context(cafile=config.smtp_ca_file or None)


def _reason(error: Exception) -> str:
    if isinstance(error, UNPROTECTED):
        return (
            "The mail server offers no protected connection that can be trusted "
            f"({type(error).__name__})."
        )
    return f"The mail server did not take it ({type(error).__name__})."
