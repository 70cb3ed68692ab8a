"""One person's browser, as far as a server notices: a kept connection, cookies, no pictures."""

from __future__ import annotations

import re
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from payback.demonstration.accounts import PASSWORD

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
PATIENCE_SECONDS = 60


class Visitor:
    """Somebody at an address of their own, so that nobody shares a limit of sign-ins.

    Parameters
    ----------
    port
        Of the server on this machine.
    number
        From 1; the last part of the address that a proxy would have seen.
    """

    def __init__(self, port: int, number: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        self._headers = {"X-Forwarded-For": f"192.0.2.{number}"}
        self._cookies: dict[str, str] = {}

    def get(self, address: str) -> tuple[int, bytes]:
        """Return the status and the bytes, as they travelled, of a page."""
        return self._ask("GET", address, None)

    def sign_in(self, email: str) -> None:
        """Sign in to the demonstration."""
        _, page = self._ask("GET", "/sign-in", None)
        found = TOKEN.search(page.decode())
        fields = {"csrf_token": found[1] if found else "", "email": email, "password": PASSWORD}
        status, _ = self._ask("POST", "/sign-in", urlencode(fields))
        if status != 302:
            message = f"could not sign in ({status})"
            raise RuntimeError(message)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _ask(self, method: str, address: str, body: str | None) -> tuple[int, bytes]:
        headers = dict(self._headers)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{key}={value}" for key, value in self._cookies.items())
        self._connection.request(method, address, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        for line in answer.msg.get_all("Set-Cookie", []):
            for key, morsel in SimpleCookie(line).items():
                self._cookies[key] = morsel.value
        return answer.status, content
