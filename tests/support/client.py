"""A test client that signs in as a role, sends forms with their token and checks every page."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.support.html import check_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.test import TestResponse

TOKEN = re.compile(r'(?<=_token" value=")[^"]+')
HIDDEN = re.compile(
    r'<input type="hidden" name="(csrf_token|submission_token|sent_by)" value="([^"]*)"'
)
_checked: set[str] = set()


def check_once(text: str) -> None:
    """Check a page, unless the same page but for its one-use tokens has passed already."""
    page = TOKEN.sub("", text)
    if page not in _checked:
        check_page(text)
        _checked.add(page)


class Client(FlaskClient):
    """Flask's client, with a check of each HTML page that it is given.

    ``get_page`` and ``send`` are what most tests need; ``page`` is the last page, parsed.
    """

    _text = ""
    _page: BeautifulSoup | None = None

    @property
    def page(self) -> BeautifulSoup:
        """The last page, parsed when it is first looked at."""
        if self._page is None:
            self._page = BeautifulSoup(self._text, "html.parser")
        return self._page

    @page.setter
    def page(self, page: BeautifulSoup) -> None:
        self._page = page

    @property
    def words(self) -> str:
        """Every word of the last page."""
        return self.page.get_text(" ", strip=True)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make a request and check the page that comes back."""
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in {301, 302, 303, 308}:
            self._text, self._page = response.text, None
            check_once(response.text)
        return response

    def get_page(self, path: str, *, status: int = 200) -> BeautifulSoup:
        """Fetch a page, follow redirects, and return it parsed."""
        response = self.get(path, follow_redirects=True)
        assert response.status_code == status, (path, response.status_code, response.text[:2000])
        return self.page

    def send(
        self,
        path: str,
        values: Mapping[str, Any] | None = None,
        *,
        status: int | None = None,
        follow: bool = True,
    ) -> TestResponse:
        """Fetch a form's page, send the form with its tokens, and return what comes back.

        ``path`` is the page that holds the form; if it answers no GET, any page gives the token.
        """
        tokens = self.tokens(path)
        response = self.post(path, data={**tokens, **(values or {})}, follow_redirects=follow)
        if status is not None:
            assert response.status_code == status, (
                path,
                response.status_code,
                response.text[:3000],
            )
        return response

    def tokens(self, path: str) -> dict[str, str]:
        """Return the hidden tokens of the page's first POST form."""
        response = self.get(path)
        if response.status_code != 200:
            response = self.get("/cookies")
        found = self._hidden()
        if "csrf_token" not in found:
            self.get("/sign-in")
            found["csrf_token"] = self._hidden()["csrf_token"]
        return found

    def _hidden(self) -> dict[str, str]:
        """Return the first hidden box of each kind on the last page, which need not be parsed."""
        return {name: unescape(value) for name, value in reversed(HIDDEN.findall(self._text))}

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the form."""
        response = self.send("/sign-in", {"email": email, "password": password}, follow=False)
        assert response.status_code == 302, response.text[:2000]

    def errors(self) -> list[str]:
        """Return the lines of the last page's error summary."""
        summary = self.page.select_one(".govuk-error-summary")
        return [line.get_text(strip=True) for line in summary.select("li")] if summary else []
