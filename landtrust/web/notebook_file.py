"""The notebook to begin with: it asks the site that it was fetched from."""

import hashlib
from functools import lru_cache

import orjson
from flask import Blueprint, Response, request

from landtrust.assets import data_folder
from landtrust.web.base_address import address_for_programs
from landtrust.web.query_strings import read_parameters

blueprint = Blueprint("notebook_file", __name__)

MEDIA_TYPE = "application/x-ipynb+json"
NAME = "landtrust.ipynb"

_SITE = "SITE"
"""The variable that says which site is asked."""


@blueprint.get(f"/downloads/{NAME}")
def notebook() -> Response:
    """A notebook that shows what can be asked in Python; it names this site."""
    read_parameters(request.query_string, ())
    content = _notebook_about(address_for_programs())
    response = Response(content, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{NAME}"'
    # Its bytes are others where the site has another address.
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(hashlib.sha256(content).hexdigest())
    response.make_conditional(request)
    return response


@lru_cache(maxsize=8)
def _notebook_about(address: str) -> bytes:
    """The notebook, with the address of a site in its first lines of code."""
    told = orjson.loads((data_folder() / "notebook" / NAME).read_bytes())
    # A text of JSON is one of Python too.
    named = f"{_SITE} = {orjson.dumps(address).decode()}\n"
    for cell in told["cells"]:
        cell["source"] = [
            named if line.startswith(f"{_SITE} = ") else line for line in cell["source"]
        ]
    return orjson.dumps(told, option=orjson.OPT_INDENT_2)
