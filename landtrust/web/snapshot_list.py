"""The loads that there are, as a list for programs: the notebook door begins with it."""

import orjson
from flask import Blueprint, Response, request

from landtrust.assets import data_folder
from landtrust.exports.snapshot_notes import FORM, snapshot_notes
from landtrust.queries.snapshots import ended_snapshots
from landtrust.sources.catalog import load_sources
from landtrust.web.compressed import tagged
from landtrust.web.query_strings import read_parameters
from landtrust.web.site import site

blueprint = Blueprint("snapshot_list", __name__)


@blueprint.get("/snapshots.json")
def snapshots() -> Response:
    """Every load, also of before, with its source, its terms and the SHA-256 of its file.

    It is the same for all, whoever asks.
    """
    read_parameters(request.query_string, ())
    with site().engine.connect() as connection:
        every = ended_snapshots(connection)
    notes = snapshot_notes(every, load_sources(data_folder() / "sources"))
    said = {"form": FORM, "snapshots": [one.model_dump() for one in notes]}
    return tagged(orjson.dumps(said), "application/json")
