"""A mail server that can be made to wait: the edge at which a worker is caught in mid-job."""

from __future__ import annotations

import socket
import socketserver
import threading
from typing import Self


class _Talk(socketserver.StreamRequestHandler):
    """One conversation in SMTP, as far as a plain delivery needs it."""

    server: MailServer

    def handle(self) -> None:
        self.server.somebody_connected.set()
        self.server.may_answer.wait(60)
        self._say("220 ready")
        for line in self.rfile:
            command = line.strip().upper()
            if command == b"DATA":
                self._say("354 go on")
                self.server.received.append(self._letter())
                self._say("250 taken")
            elif command == b"QUIT":
                self._say("221 goodbye")
                return
            else:
                self._say("250 well")

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
    """A mail server on a free port that keeps what it receives and answers when allowed."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.received: list[str] = []
        self.somebody_connected = threading.Event()
        self.may_answer = threading.Event()

    @property
    def url(self) -> str:
        """The value of ``PAYBACK_SMTP_URL`` that leads here."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.may_answer.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], _: object) -> None:
        """Keep silent about a client that went away: a killed worker does."""
