"""A mail server that can wait, refuse, and protect its connection: the edge of mail."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from typing import Self


class _Talk(socketserver.StreamRequestHandler):
    """One conversation in SMTP, as far as a delivery needs it."""

    server: MailServer

    def handle(self) -> None:
        self.server.somebody_connected.set()
        self.server.may_answer.wait(60)
        if self.server.certificate and not self.server.offers_starttls:
            self._protect()
        self._say("220 ready")
        while line := self.rfile.readline():
            self.server.heard.append(line)
            if not self._answer(line.strip().upper()):
                return

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _answer(self, command: bytes) -> bool:
        """Answer a command; return whether the talk goes on."""
        if command[:4].decode() == self.server.refuses:
            self._say(self.server.refusal)
        elif command.startswith(b"EHLO"):
            self._introduce()
        elif command == b"STARTTLS":
            self._say("220 go on")
            self._protect()
        elif command == b"DATA":
            self._say("354 go on")
            self.server.received.append(self._letter())
            self._say("250 taken")
        elif command.startswith(b"AUTH"):
            self._say("235 welcome")
        elif command == b"QUIT":
            self._say("221 goodbye")
            return False
        else:
            self._say("250 well")
        return True

    def _introduce(self) -> None:
        protected = isinstance(self.connection, ssl.SSLSocket)
        offers = self.server.offers_starttls and not protected
        self._say("250-here" + ("\r\n250-STARTTLS" if offers else "") + "\r\n250 AUTH PLAIN")

    def _protect(self) -> None:
        """Change to TLS; whatever was heard before was heard by everybody on the way."""
        assert self.server.certificate is not None
        self.server.overheard += self.server.heard
        self.connection = self.server.certificate.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)

    def _letter(self) -> str:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.decode())
        return "".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server on a free port that keeps what it receives and answers when allowed.

    Parameters
    ----------
    certificate
        What it proves itself with; without one it only speaks plainly.
    offers_starttls
        Whether it begins plainly and offers TLS; else TLS begins at once.
    refuses, refusal
        The command that it refuses, such as ``MAIL``, and the words that it does it with.
    waits
        Whether it says nothing until ``may_answer`` is set.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(
        self,
        *,
        certificate: ssl.SSLContext | None = None,
        offers_starttls: bool = False,
        refuses: str = "",
        refusal: str = "451 later",
        waits: bool = False,
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.certificate, self.offers_starttls = certificate, offers_starttls
        self.refuses, self.refusal = refuses, refusal
        self.received: list[str] = []
        self.heard: list[bytes] = []
        self.overheard: list[bytes] = []
        self.somebody_connected = threading.Event()
        self.may_answer = threading.Event()
        if not waits:
            self.may_answer.set()

    @property
    def url(self) -> str:
        """The value of ``PAYBACK_SMTP_URL`` that leads here."""
        secure = self.certificate and not self.offers_starttls
        return f"smtp{'s' if secure else ''}://user:letmein@127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.may_answer.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], _: object) -> None:
        """Keep silent about a client that went away: a killed worker or a wary one does."""
