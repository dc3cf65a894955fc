"""Asks the one box over HTTP."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def ask(client: FlaskClient, question: str, at: str = "/find") -> TestResponse:
    """What is answered to a question."""
    return client.get(at, query_string={"q": question})


def text_of(client: FlaskClient, question: str, at: str = "/find") -> str:
    """The page or fragment that is answered."""
    answer = ask(client, question, at)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def heading(page: str) -> str:
    """The first heading of a page."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found
    return " ".join(found[1].split())
