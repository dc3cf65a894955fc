"""The audit log for stewards: a page at a time, and as files."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from urllib.parse import urlencode
from weakref import finalize

from flask import Blueprint, Response, render_template, request

from landtrust.exports.audit_log import (
    CSV_TYPE,
    JSON_LINES_TYPE,
    audit_csv,
    audit_json_lines,
)
from landtrust.queries.audit import (
    AuditFilter,
    AuditRow,
    audit_event,
    audit_page,
    audit_words,
    stream_audit,
)
from landtrust.queries.visibility import Tier
from landtrust.services.audit_exports import record_audit_export
from landtrust.services.record_book import Errand
from landtrust.web.audit_words import Change, changes
from landtrust.web.downloads import downloads
from landtrust.web.query_strings import read_form, read_parameters
from landtrust.web.requests import parse_day, parse_number
from landtrust.web.site import latest_connection, now, require_tier, site, writing_connection

blueprint = Blueprint("audit", __name__)

_NAMES = ("person", "action", "subject", "day")
_BEFORE = "before"
_MOST_LINES = 40
"""Lines of one event in the list; an import has tens of thousands."""


@blueprint.get("/audit")
def audit_log() -> str:
    """What was done, the newest first."""
    fields = read_form(request.query_string, (*_NAMES, _BEFORE))
    require_tier(Tier.STEWARD)
    before = parse_number(_BEFORE, fields.pop(_BEFORE)) if _BEFORE in fields else None
    wanted = _filter(fields)
    with latest_connection() as connection:
        people, actions = audit_words(connection)
        page = audit_page(connection, wanted, site().settings.list_page_rows, before)
    return render_template(
        "audit.html",
        events=[(one, *_first_lines(one)) for one in page.events],
        fields=fields,
        query=urlencode(fields),
        older=urlencode({**fields, _BEFORE: page.older}) if page.older else None,
        is_newest=before is None,
        people=people,
        actions=actions,
    )


@blueprint.get("/audit/<number>")
def audit_event_page(number: str) -> str:
    """One event with everything that it changed."""
    read_parameters(request.query_string, ())
    require_tier(Tier.STEWARD)
    with latest_connection() as connection:
        event = audit_event(connection, parse_number("number", number))
    return render_template("audit_event.html", event=event, changes=list(changes(event)))


@blueprint.get("/audit.csv")
def csv_file() -> Response:
    """The log for spreadsheets."""
    return _file(audit_csv, CSV_TYPE, "csv")


@blueprint.get("/audit.jsonl")
def json_lines_file() -> Response:
    """The log for programs, an event a line."""
    return _file(audit_json_lines, JSON_LINES_TYPE, "jsonl")


def _first_lines(event: AuditRow) -> tuple[list[Change], bool]:
    """The first lines of what an event changed, and whether there are more."""
    found = list(islice(changes(event), _MOST_LINES + 1))
    return found[:_MOST_LINES], len(found) > _MOST_LINES


def _file(
    write: Callable[[Iterable[AuditRow]], Iterator[bytes]], media_type: str, ending: str
) -> Response:
    fields = read_parameters(request.query_string, _NAMES)
    wanted = _filter(fields)
    actor = require_tier(Tier.STEWARD)
    response = Response(content_type=media_type)
    response.automatically_set_content_length = False
    name = f"audit-{now():%Y-%m-%d}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if request.method == "GET":
        # First of all: no copy leaves that the log says nothing of.
        with writing_connection() as writing:
            errand = Errand(actor, "export_audit", now(), clock=now)
            record_audit_export(writing, errand, name, fields)
        with ExitStack() as until_sent:
            connection = until_sent.enter_context(latest_connection())
            in_time = until_sent.enter_context(downloads().one())
            response.response = in_time(write(stream_audit(connection, wanted)))
            close = until_sent.pop_all().close
            response.call_on_close(close)
            # A server that is cut off may drop a response that it never began to send.
            finalize(response, close)
    return response


def _filter(fields: dict[str, str]) -> AuditFilter:
    day = parse_day("day", fields["day"]) if "day" in fields else None
    return AuditFilter(fields.get("person"), fields.get("action"), fields.get("subject"), day)
