"""Holdings as files: out as CSV, and in from a spreadsheet after a look at what would happen."""

import base64
import binascii
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from landtrust.assets import data_folder
from landtrust.errors import InvalidInput
from landtrust.exports.holdings_csv import MEDIA_TYPE, holdings_csv
from landtrust.phrases import Phrase
from landtrust.queries.holding_plans import holding_plans
from landtrust.queries.visibility import Tier
from landtrust.services.holdings_import import ImportReport, import_holdings, rehearse_import
from landtrust.services.record_book import AlreadyDone, Errand
from landtrust.sources.holdings_sheet import HoldingsSheet, read_holdings_sheet
from landtrust.web.body_limits import takes_bytes
from landtrust.web.forms import read_sent, sent_form_key
from landtrust.web.query_strings import read_parameters
from landtrust.web.site import (
    latest_connection,
    now,
    reader_tier,
    require_tier,
    writing_connection,
)

blueprint = Blueprint("holdings_files", __name__)

LARGEST_SHEET = 1_000_000
"""Bytes of a spreadsheet that pages take: a few thousand rows. The command takes more."""

_LARGEST_FORM = 2 * LARGEST_SHEET
_FILE, _ROWS, _PLAIN = "file", "rows", "plain"
_TEMPLATE = "holdings_template.csv"

Answer = str | tuple[str, int] | AnyResponse


@blueprint.get("/holdings.csv")
def holdings_file() -> Response:
    """The holdings of today as whoever asks may know them; ``plain=yes`` is for programs."""
    plain = read_parameters(request.query_string, (_PLAIN,)).get(_PLAIN)
    if plain not in (None, "yes"):
        raise InvalidInput("plain: yes, or leave it out.", parameter=_PLAIN)
    with latest_connection() as connection:
        plans = holding_plans(connection, now().date(), reader_tier())
    content = b"".join(holdings_csv(plans.values(), plain=plain == "yes"))
    return _csv(content, f"holdings-{now():%Y-%m-%d}.csv")


@blueprint.get("/holdings/template.csv")
def template() -> Response:
    """A file to begin with: every column, and two invented holdings."""
    read_parameters(request.query_string, ())
    return _csv((data_folder() / _TEMPLATE).read_bytes(), _TEMPLATE)


@blueprint.get("/holdings/import")
def ask_for_file() -> str:
    """Asks for a spreadsheet."""
    read_parameters(request.query_string, ())
    require_tier(Tier.ORGANIZER)
    return render_template("holdings_import.html", problem=None)


@blueprint.post("/holdings/import")
@takes_bytes(_LARGEST_FORM)
def rehearse() -> Answer:
    """Says what would be stored of a spreadsheet, and stores nothing."""
    actor = require_tier(Tier.ORGANIZER)
    read_sent(())
    try:
        content = _sent_file()
        sheet = _sheet(content)
    except InvalidInput as problem:
        return render_template("holdings_import.html", problem=problem), problem.http_status
    with writing_connection() as connection:
        report = rehearse_import(connection, Errand(actor, "import_holdings", now()), sheet)
    return _page(report, base64.b64encode(zlib.compress(content)).decode("ascii"))


@blueprint.post("/holdings/import/confirm")
@takes_bytes(_LARGEST_FORM)
def confirm() -> Answer:
    """Stores the rows of a spreadsheet that was looked at before."""
    actor = require_tier(Tier.ORGANIZER)
    sheet = _sheet(_unpacked(read_sent((_ROWS,), untouched=(_ROWS,)).get(_ROWS, "")))
    errand = Errand(actor, "import_holdings", now(), sent_form_key(), clock=now)
    try:
        with writing_connection() as connection:
            report = import_holdings(connection, errand, sheet)
    except AlreadyDone:
        # Sent twice: what the first one stored is there now, and is told as such.
        with writing_connection() as connection:
            report = rehearse_import(connection, errand, sheet)
    return _page(report, None)


def _page(report: ImportReport, rows: str | None) -> str:
    return render_template("holdings_import_report.html", report=report, rows=rows)


def _sent_file() -> bytes:
    sent = request.files.getlist(_FILE)
    if set(request.files) - {_FILE} or len(sent) != 1 or not sent[0].filename:
        raise InvalidInput("file: choose one file.", parameter=_FILE)
    content = sent[0].stream.read(LARGEST_SHEET + 1)
    _require_small(content)
    return content


def _unpacked(packed: str) -> bytes:
    try:
        content = zlib.decompressobj().decompress(
            base64.b64decode(packed, validate=True), LARGEST_SHEET + 1
        )
    except (binascii.Error, ValueError, zlib.error) as problem:
        raise InvalidInput("rows: not what this site sent.", parameter=_ROWS) from problem
    _require_small(content)
    return content


def _require_small(content: bytes) -> None:
    if len(content) > LARGEST_SHEET:
        msg = Phrase(
            "file: it is larger than a megabyte; split it, or use “landtrust holdings import”."
        )
        raise InvalidInput(msg, parameter=_FILE)


def _sheet(content: bytes) -> HoldingsSheet:
    with TemporaryDirectory(prefix="landtrust-import-") as folder:
        path = Path(folder) / "The file"
        path.write_bytes(content)
        return read_holdings_sheet(path)


def _csv(content: bytes, name: str) -> Response:
    response = Response(content, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    return response
