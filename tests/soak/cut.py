"""A door to a server that can be shut: to those behind it the server has been restarted."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time

CHUNK = 65_536
LOOK_SECONDS = 0.2


class Door:
    """Passes connections on to a server of this machine until it is shut.

    Parameters
    ----------
    port
        Where the server listens.
    """

    def __init__(self, port: int) -> None:
        self._server = ("127.0.0.1", port)
        self._through: list[socket.socket] = []
        self._shut = threading.Event()
        self._ended = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._let_in, daemon=True).start()

    def shut_for(self, seconds: float) -> None:
        """Cut every connection and let nobody in for a while."""
        self._shut.set()
        for each in self._through:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._through.clear()
        time.sleep(seconds)
        self._shut.clear()

    def end(self) -> None:
        """Let nobody in any more."""
        self._ended.set()
        self._listening.close()

    def _let_in(self) -> None:
        while not self._ended.is_set():
            try:
                guest, _ = self._listening.accept()
            except OSError:
                return
            if self._shut.is_set():
                guest.close()
                continue
            host = socket.create_connection(self._server, timeout=5)
            self._through += [guest, host]
            threading.Thread(target=self._carry, args=(guest, host), daemon=True).start()

    def _carry(self, guest: socket.socket, host: socket.socket) -> None:
        with guest, host, contextlib.suppress(OSError, ValueError):
            while not self._ended.is_set():
                for full in select.select([guest, host], [], [], LOOK_SECONDS)[0]:
                    data = full.recv(CHUNK)
                    if not data:
                        return
                    (host if full is guest else guest).sendall(data)
