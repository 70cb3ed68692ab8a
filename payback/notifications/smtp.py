"""Mail by SMTP: under TLS with a certificate that is checked, unless the settings say otherwise."""

from __future__ import annotations

import smtplib
import ssl
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from payback.notifications.refusals import smtp_refusal

if TYPE_CHECKING:
    from email.message import EmailMessage

    from payback.config import Config

TIMEOUT_SECONDS = 20


def send(config: Config, mail: EmailMessage) -> None:
    """Hand a message to the configured mail server.

    Neither the message nor the password leaves before the connection is protected: a server that
    offers no TLS, or whose certificate does not hold, is given nothing.

    Raises
    ------
    RetryLater
        If the server is away, refuses for now, or cannot be trusted.
    GivenUp
        If it refuses the message for good.
    """
    try:
        with _connection(config) as server:
            url = urlsplit(config.smtp_url)
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(mail)
    except (smtplib.SMTPException, OSError) as error:
        raise smtp_refusal(error) from error


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
