"""Papers of holdings and parties: lists, the form for a new one, corrections, and copies."""

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request, send_file, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from landtrust.domain.papers import EVIDENCE_KINDS
from landtrust.errors import InvalidInput, LandTrustError, NotFound
from landtrust.queries.papers import Paper, paper, paper_copy
from landtrust.queries.visibility import Tier
from landtrust.services.corrections import correct_record, withdraw_record
from landtrust.services.evidence import EvidenceFacts, add_copy, record_evidence
from landtrust.sources.paper_content import ACCEPTED
from landtrust.web.forms import read_sent
from landtrust.web.ownership_words import paper_kind
from landtrust.web.paper_homes import (
    PaperHome,
    holding_home,
    papers_address,
    party_home,
    today,
)
from landtrust.web.query_strings import read_parameters
from landtrust.web.sent_forms import answer_form, errand, read_day, read_number
from landtrust.web.site import (
    latest_connection,
    reader_tier,
    require_tier,
    site,
    writing_connection,
)
from landtrust.web.uploads import evidence_folder, stored_copy, takes_a_file

blueprint = Blueprint("papers", __name__)

Answer = str | tuple[str, int] | AnyResponse

_FACTS = ("kind", "title", "dated_on", "book", "page", "number")
_HOMES = {"holdings": holding_home, "parties": party_home}
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ._()-]")
_SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@blueprint.get("/holdings/<int:number>/papers", defaults={"homes": "holdings"})
@blueprint.get("/parties/<int:number>/papers", defaults={"homes": "parties"})
def papers(homes: str, number: int) -> str:
    """The papers of a holding or a party."""
    read_parameters(request.query_string, ())
    home = _home(homes, number)
    return render_template("papers.html", home=home, can_add=reader_tier() >= Tier.ORGANIZER)


@blueprint.get("/holdings/<int:number>/papers/new", defaults={"homes": "holdings"})
@blueprint.get("/parties/<int:number>/papers/new", defaults={"homes": "parties"})
def new_paper(homes: str, number: int) -> str:
    """Asks what a paper is, what it shows, and for a copy of it."""
    parameters = read_parameters(request.query_string, ("shows",))
    require_tier(Tier.ORGANIZER)
    return _new_form(_home(homes, number), parameters, None)


@blueprint.post("/holdings/<int:number>/papers/new", defaults={"homes": "holdings"})
@blueprint.post("/parties/<int:number>/papers/new", defaults={"homes": "parties"})
@takes_a_file
def record_new_paper(homes: str, number: int) -> Answer:
    """Records a paper, with the copy that came with the form."""
    require_tier(Tier.ORGANIZER)
    home = _home(homes, number)
    fields = read_sent((*_FACTS, "shows"))
    address = home.papers_address

    def record() -> str:
        shows = read_number("shows", fields.get("shows"))
        if shows not in home.things:
            raise InvalidInput("shows: choose what the paper shows.", parameter="shows")
        facts = _facts(fields)
        copy = stored_copy()
        with writing_connection() as connection:
            record_evidence(connection, errand("record_evidence"), facts, shows, copy)
        return address

    return answer_form(record, lambda problem: _new_form(home, fields, problem), address)


@blueprint.get("/papers/<int:number>")
def one_paper(number: int) -> str:
    """A paper, and the forms that correct it."""
    read_parameters(request.query_string, ())
    require_tier(Tier.ORGANIZER)
    return _paper_page(number, {}, None)


@blueprint.post("/papers/<int:number>")
def correct_paper(number: int) -> Answer:
    """Records that a paper is otherwise than was said of it."""
    require_tier(Tier.STEWARD)
    fields = read_sent((*_FACTS, "seen"))

    def record() -> str:
        facts = _facts(fields)
        changes = {name: getattr(facts, name) for name in _FACTS}
        with writing_connection() as connection:
            correct_record(
                connection, errand("correct_record", fields), "evidence", number, changes
            )
        return _address(number)

    return answer_form(
        record, lambda problem: _paper_page(number, fields, problem), _address(number)
    )


@blueprint.post("/papers/<int:number>/withdraw")
def withdraw_paper(number: int) -> Answer:
    """Records that a paper does not belong here."""
    require_tier(Tier.STEWARD)
    fields = read_sent(("seen",))
    with latest_connection() as connection:
        address = _papers_address(paper(connection, number, today(), reader_tier()))

    def record() -> str:
        with writing_connection() as connection:
            withdraw_record(connection, errand("withdraw_record", fields), "evidence", number)
        return address

    return answer_form(record, lambda problem: _paper_page(number, {}, problem), address)


@blueprint.get("/papers/<int:number>/copy")
def copy_of_paper(number: int) -> Response:
    """The copy of a paper, as a file to save: no browser shows it as a page of this site."""
    read_parameters(request.query_string, ())
    require_tier(Tier.ORGANIZER)
    with latest_connection() as connection:
        copy = paper_copy(connection, number, today(), reader_tier())
    path = evidence_folder().path(copy.sha256)
    if not path.is_file():
        raise NotFound("The copy of this paper is not on the disk of this site.", number=number)
    response = send_file(path, mimetype=copy.media_type, etag=False, max_age=None)
    response.headers["Content-Disposition"] = attachment(copy.name)
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/papers/<int:number>/copy")
@takes_a_file
def add_copy_of_paper(number: int) -> Answer:
    """Records the copy of a paper that had none."""
    require_tier(Tier.ORGANIZER)
    fields = read_sent(("seen",))
    with latest_connection() as connection:
        paper(connection, number, today(), reader_tier())

    def record() -> str:
        copy = stored_copy()
        if copy is None:
            raise InvalidInput("file: choose a file.", parameter="file")
        with writing_connection() as connection:
            add_copy(connection, errand("record_evidence", fields), number, copy)
        return _address(number)

    return answer_form(record, lambda problem: _paper_page(number, {}, problem), _address(number))


def attachment(name: str) -> str:
    """A Content-Disposition header that saves a file under a name in any script.

    Source:
        RFC 6266, section 4; RFC 8187.

    >>> print(attachment("Plat Peña.pdf"))
    attachment; filename="Plat Pena.pdf"; filename*=UTF-8''Plat%20Pe%C3%B1a.pdf
    """
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = _NOT_PLAIN.sub("_", folded)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _kinds() -> dict[str, str]:
    return {code: paper_kind(code) for code in EVIDENCE_KINDS}


def _home(homes: str, number: int) -> PaperHome:
    with latest_connection() as connection:
        return _HOMES[homes](connection, number, reader_tier())


def _new_form(
    home: PaperHome, fields: Mapping[str, str], problem: LandTrustError | None
) -> str:  # fmt: skip
    return render_template(
        "paper_new.html",
        home=home,
        fields=fields,
        problem=problem,
        kinds=_kinds(),
        megabytes=site().settings.evidence_megabytes,
        accepted=ACCEPTED,
    )


def _paper_page(number: int, fields: Mapping[str, str], problem: LandTrustError | None) -> str:
    with latest_connection() as connection:
        found = paper(connection, number, today(), reader_tier())
        home = _home_of(connection, found)
    return render_template(
        "paper.html",
        paper=found,
        home=home,
        fields=fields or {name: _typed(getattr(found.row, name)) for name in _FACTS},
        problem=problem,
        kinds=_kinds(),
        is_steward=reader_tier() >= Tier.STEWARD,
        megabytes=site().settings.evidence_megabytes,
        accepted=ACCEPTED,
    )


def _home_of(connection: Connection, found: Paper) -> PaperHome | None:
    """The first holding or party that a paper belongs to; None where all of it was withdrawn."""
    tier = reader_tier()
    for unit_id in found.unit_ids:
        return holding_home(connection, unit_id, tier)
    for party_id in found.party_ids:
        return party_home(connection, party_id, tier)
    return None


def _papers_address(found: Paper) -> str:
    """Where the list is that a paper stands in; of the trust's holdings where it stands in none."""
    for unit_id in found.unit_ids:
        return papers_address("holdings", unit_id)
    for party_id in found.party_ids:
        return papers_address("parties", party_id)
    return url_for("holding_pages.holding_list")


def _typed(value: object) -> str:
    """A value as a form holds it."""
    return "" if value is None else str(value)


def _address(number: int) -> str:
    return url_for("papers.one_paper", number=number)


def _facts(fields: Mapping[str, str]) -> EvidenceFacts:
    return EvidenceFacts(
        fields.get("kind", ""),
        fields.get("title", ""),
        read_day("dated_on", fields.get("dated_on")),
        fields.get("book"),
        fields.get("page"),
        fields.get("number"),
    )
