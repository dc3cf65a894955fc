"""Forms of papers, as people send them."""

import re
from contextlib import closing
from datetime import date
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse

from tests.people import token_in

BOUGHT = date(2015, 3, 1)


def send_paper(
    client: FlaskClient, holding: int, form_on: str | None = None, **more: Any  # noqa: ANN401 - files
) -> TestResponse:  # fmt: skip
    """Send the form for a new paper of a holding."""
    address = f"/holdings/{holding}/papers/new"
    token = token_in(client.get(form_on or address).text)
    fields = {"kind": "deed", "title": "Deed of the lot", "shows": str(holding)}
    return send_file(client, address, {"csrf_token": token, **fields, **more})


def send_file(client: FlaskClient, address: str, fields: dict[str, Any]) -> TestResponse:
    """Send a form with files; the client itself would leave its own copy of a large one open."""
    with closing(EnvironBuilder(method="POST", data=fields)) as builder:
        built = builder.get_environ()
        with closing(built["wsgi.input"]) as body:
            return client.post(address, data=body.read(), content_type=built["CONTENT_TYPE"])


def paper_ids(client: FlaskClient, holding: int) -> list[int]:
    """The numbers of the papers of a holding that the reader may open."""
    page = client.get(f"/holdings/{holding}/papers").text
    return [int(one) for one in re.findall(r'href="/papers/(\d+)"', page)]
