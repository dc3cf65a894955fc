"""Papers: what shows a right, a lease, a membership; and where their copies are kept."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, select

from landtrust.domain.text import clean_text
from landtrust.errors import InvalidInput, NotFound
from landtrust.model.stewardship import Evidence, EvidenceFile, EvidenceLink
from landtrust.model.versions import Thing
from landtrust.services.record_book import Entry, Errand, recording

EVIDENCE_KINDS = {
    "deed": "Deed",
    "tax_deed": "Tax deed",
    "patent": "Patent of the State",
    "ground_lease": "Ground lease",
    "court_order": "Court order",
    "will": "Will",
    "plat": "Plat or survey",
    "minutes": "Minutes of a meeting",
    "contract": "Contract",
    "other": "Other paper",
}
"""Kinds of paper, each with its name on pages."""

_LONGEST = 300
_CLEANED = ("book", "page", "number")


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """What is said of a paper (LADM: LA_AdministrativeSource).

    Attributes:
        kind: A code of ``EVIDENCE_KINDS``.
        book: In the clerk's office; as is ``page``.
        number: Of the instrument or the case.
        file_sha256: Its copy, which must have been stored; None: there is no copy.
    """

    kind: str
    title: str
    dated_on: date | None = None
    book: str | None = None
    page: str | None = None
    number: str | None = None
    file_sha256: str | None = None


def record_evidence(
    connection: Connection, errand: Errand, facts: EvidenceFacts, shows_id: int
) -> int:
    """Record a paper and what it shows; its number.

    Raises:
        InvalidInput: The kind or the title is missing or is none.
        NotFound: Nothing has the number that it shows, or its copy was never stored.
    """
    with recording(connection, errand) as entry:
        entry.subject = f"evidence of {shows_id}"
        entry.about(_known(connection, shows_id))
        return new_evidence(entry, facts, shows=[shows_id])


def new_evidence(entry: Entry, facts: EvidenceFacts, shows: Iterable[int]) -> int:
    """Record a paper as a part of a larger event; its number."""
    if facts.kind not in EVIDENCE_KINDS:
        msg = f"kind: “{facts.kind[:20]}” is not one of {', '.join(EVIDENCE_KINDS)}."
        raise InvalidInput(msg, parameter="kind")
    title = clean_text(facts.title)
    if not title or len(title) > _LONGEST:
        msg = f"title: a paper needs a name of at most {_LONGEST} characters."
        raise InvalidInput(msg, parameter="title")
    if facts.file_sha256 is not None:
        _require_stored(entry.connection, facts.file_sha256)
    words = {name: clean_text(getattr(facts, name) or "") or None for name in _CLEANED}
    evidence_id = entry.new(Evidence, **{**asdict(facts), **words, "title": title})
    for shown in shows:
        entry.new(EvidenceLink, evidence_id=evidence_id, shows_id=shown)
    return evidence_id


def _known(connection: Connection, thing_id: int) -> int:
    if connection.scalar(select(Thing.id).where(Thing.id == thing_id)) is None:
        raise NotFound(f"Nothing is recorded under the number {thing_id}.", number=thing_id)
    return thing_id


def _require_stored(connection: Connection, sha256: str) -> None:
    stored = select(EvidenceFile.sha256).where(EvidenceFile.sha256 == sha256)
    if connection.scalar(stored) is None:
        raise NotFound("The copy of this paper was never stored.", sha256=sha256[:64])
