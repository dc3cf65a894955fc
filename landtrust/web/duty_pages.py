"""Duties: what is due, overdue first, and the form that records a visit."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from landtrust.errors import LandTrustError
from landtrust.queries.duties import duties, duty
from landtrust.queries.visibility import Tier
from landtrust.services.stewardship import record_monitoring
from landtrust.web.forms import read_sent
from landtrust.web.paper_homes import today
from landtrust.web.query_strings import read_parameters
from landtrust.web.sent_forms import answer_form, errand, required_day
from landtrust.web.site import latest_connection, reader_tier, require_tier, writing_connection

blueprint = Blueprint("duties", __name__)

Answer = str | tuple[str, int] | Response


@blueprint.get("/duties")
def duties_page() -> str:
    """What is to be looked after, the longest overdue first."""
    read_parameters(request.query_string, ())
    require_tier(Tier.ORGANIZER)
    with latest_connection() as connection:
        found = duties(connection, reader_tier(), today())
    return render_template("duties.html", duties=found)


@blueprint.get("/duties/<int:number>")
def duty_page(number: int) -> str:
    """A duty with its visits, and the form for another."""
    read_parameters(request.query_string, ())
    require_tier(Tier.ORGANIZER)
    return _page(number, {}, None)


@blueprint.post("/duties/<int:number>")
def record_visit(number: int) -> Answer:
    """Records that a duty was looked after."""
    require_tier(Tier.ORGANIZER)
    fields = read_sent(("done_on", "found"))

    def record() -> str:
        day = required_day("done_on", fields.get("done_on"))
        with writing_connection() as connection:
            record_monitoring(
                connection, errand("record_monitoring"), number, day, fields.get("found", "")
            )
        return url_for("duties.duties_page")

    done = url_for("duties.duties_page")
    return answer_form(record, lambda problem: _page(number, fields, problem), done)


def _page(number: int, fields: Mapping[str, str], problem: LandTrustError | None) -> str:
    with latest_connection() as connection:
        found = duty(connection, number, reader_tier(), today())
    return render_template(
        "duty.html",
        duty=found,
        fields=fields,
        problem=problem,
        on=today().as_of,
    )
