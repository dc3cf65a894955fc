"""Fills in forms as a browser without scripts does: what the page holds, and what is typed."""

import html
import re
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse  # noqa: TC002 - as tests.people has it


class _Form(HTMLParser):
    """The fields of the form in the middle of a page, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._is_inside = False
        self._chooses = ""
        self._long: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._is_inside = self._is_inside or tag == "main"
        if self._is_inside and tag in {"input", "select", "option", "textarea"}:
            getattr(self, f"_{tag}")(given)

    def _input(self, given: dict[str, str]) -> None:
        if "checked" in given or given.get("type") not in {"radio", "checkbox"}:
            self.fields[given["name"]] = given.get("value", "")

    def _select(self, given: dict[str, str]) -> None:
        self._chooses = given["name"]

    def _option(self, given: dict[str, str]) -> None:
        if "selected" in given or self._chooses not in self.fields:
            self.fields[self._chooses] = given["value"]

    def _textarea(self, given: dict[str, str]) -> None:
        self._long = given["name"]
        self.fields[self._long] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._is_inside = False
        if tag == "textarea":
            self._long = None

    def handle_data(self, data: str) -> None:
        if self._long is not None:
            self.fields[self._long] += data


class Filling:
    """Somebody who fills in a form, page after page.

    Attributes:
        page: What the browser shows now.
    """

    def __init__(self, client: FlaskClient, address: str) -> None:
        self.client = client
        self.address = address.partition("?")[0]
        self.page: TestResponse = client.get(address)

    @property
    def heading(self) -> str:
        """What is asked."""
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.page.text, re.DOTALL)
        return html.unescape(found[1].strip()) if found else ""

    @property
    def problems(self) -> list[str]:
        """What stands beside the fields that are wrong."""
        found = re.findall(r'class="problem-text"[^>]*>(.*?)</span>', self.page.text)
        return [html.unescape(one) for one in found]

    @property
    def sentences(self) -> list[str]:
        """What the page lists."""
        found = re.findall(r'<ul class="answers">(.*?)</ul>', self.page.text, re.DOTALL)
        items = re.findall(r"<li>(.*?)</li>", "".join(found), re.DOTALL)
        return [html.unescape(re.sub(r"<[^>]+>", " ", one).strip()) for one in items]

    @property
    def fields(self) -> dict[str, str]:
        """What the browser would send if nothing was typed."""
        parser = _Form()
        parser.feed(self.page.text)
        return parser.fields

    def press(self, button: str, **typed: str) -> "Filling":
        """Type, and press a button."""
        data = self.fields | typed | {"go": button}
        self.page = self.client.post(self.address, data=data)
        return self

    def answer(self, **typed: str) -> "Filling":
        """Answer the question."""
        return self.press("next", **typed)

    def answer_all(self, *answers: dict[str, str]) -> "Filling":
        """Answer questions one after the other, as far as the end."""
        for typed in answers:
            self.answer(**typed)
            assert self.page.status_code == 200, (typed, self.heading, self.problems)
        assert self.heading == "Is this right?", self.heading
        return self

    def record(self) -> str:
        """Record what the last page says; where that leads."""
        self.press("record")
        assert self.page.status_code == 303, (self.page.status_code, self.page.text[:3000])
        return str(self.page.headers["Location"])
