"""Papers: what shows a right, a lease, a membership; and where their copies are kept."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlalchemy import Connection, insert, select

from landtrust.domain.papers import EVIDENCE_KINDS
from landtrust.domain.text import LONGEST_WORDS, clean_text, short_text
from landtrust.errors import InvalidInput, NotFound, RuleBroken
from landtrust.model.stewardship import Evidence, EvidenceFile, EvidenceLink
from landtrust.model.versions import Thing
from landtrust.phrases import Phrase
from landtrust.services.evidence_folder import StoredCopy
from landtrust.services.record_book import Entry, Errand, current, recording

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
    connection: Connection,
    errand: Errand,
    facts: EvidenceFacts,
    shows_id: int,
    copy: StoredCopy | None = None,
) -> int:
    """Record a paper and what it shows; its number.

    Args:
        connection: A transaction that writes.
        errand: What is done, and by whom.
        facts: What is said of the paper.
        shows_id: What it shows: a holding, a right, a lease, a party.
        copy: Its copy, which lies in the folder already; None: there is none, or the facts name
            one that was recorded before.

    Raises:
        InvalidInput: The kind or the title is missing or is none.
        NotFound: Nothing has the number that it shows, or its copy was never stored.
    """
    with recording(connection, errand) as entry:
        entry.subject = f"evidence of {shows_id}"
        entry.about(_known(connection, shows_id))
        if copy is not None:
            facts = replace(facts, file_sha256=_new_file(entry, copy))
        return new_evidence(entry, facts, shows=[shows_id])


def add_copy(connection: Connection, errand: Errand, evidence_id: int, copy: StoredCopy) -> None:
    """Record the copy of a paper that had none.

    Raises:
        NotFound: There is no such paper.
        RuleBroken: It has a copy already.
    """
    with recording(connection, errand) as entry:
        paper = current(connection, Evidence, evidence_id)
        entry.change(evidence_id)
        entry.subject = f"evidence {evidence_id}"
        if paper["file_sha256"] is not None:
            msg = Phrase("This paper has a copy already; another copy is another paper.")
            raise RuleBroken(msg, number=evidence_id)
        entry.revise(Evidence, evidence_id, file_sha256=_new_file(entry, copy))


def new_evidence(entry: Entry, facts: EvidenceFacts, shows: Iterable[int]) -> int:
    """Record a paper as a part of a larger event; its number."""
    title = checked_title(facts.kind, facts.title)
    if facts.file_sha256 is not None:
        _require_stored(entry.connection, facts.file_sha256)
    words = {
        name: short_text(clean_text(getattr(facts, name) or ""), LONGEST_WORDS, name)
        for name in _CLEANED
    }
    evidence_id = entry.new(Evidence, **{**asdict(facts), **words, "title": title})
    for shown in shows:
        entry.new(EvidenceLink, evidence_id=evidence_id, shows_id=shown)
    return evidence_id


def checked_title(kind: str, title: str) -> str:
    """What a paper is called, made clean.

    Raises:
        InvalidInput: The kind or the title is missing or is none.
    """
    if kind not in EVIDENCE_KINDS:
        msg = Phrase(
            "kind: “%(kind)s” is not one of %(known)s.",
            kind=kind[:20],
            known=", ".join(EVIDENCE_KINDS),
        )
        raise InvalidInput(msg, parameter="kind")
    cleaned = clean_text(title)
    if not cleaned or len(cleaned) > _LONGEST:
        msg = Phrase("title: a paper needs a name of at most %(most)s characters.", most=_LONGEST)
        raise InvalidInput(msg, parameter="title")
    return cleaned


def _known(connection: Connection, thing_id: int) -> int:
    if connection.scalar(select(Thing.id).where(Thing.id == thing_id)) is None:
        raise NotFound(
            Phrase("Nothing is recorded under the number %(number)s.", number=thing_id),
            number=thing_id,
        )
    return thing_id


def _new_file(entry: Entry, copy: StoredCopy) -> str:
    """Record a file of the folder, once however often it is uploaded; its fingerprint."""
    if not _is_stored(entry.connection, copy.sha256):
        entry.connection.execute(
            insert(EvidenceFile).values(
                **asdict(copy), stored_at=entry.moment, event_id=entry.event_id
            )
        )
    return copy.sha256


def _require_stored(connection: Connection, sha256: str) -> None:
    if not _is_stored(connection, sha256):
        raise NotFound("The copy of this paper was never stored.", sha256=sha256[:64])


def _is_stored(connection: Connection, sha256: str) -> bool:
    stored = select(EvidenceFile.sha256).where(EvidenceFile.sha256 == sha256)
    return connection.scalar(stored) is not None
