"""Papers: what each shows, where it belongs, and who may have its copy."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, Select, case, func, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from landtrust.domain.papers import EVIDENCE_KINDS
from landtrust.errors import NotFound
from landtrust.model.ownership import Interest, Party, PartyMember, PropertyUnit
from landtrust.model.stewardship import (
    Evidence,
    EvidenceFile,
    EvidenceLink,
    GroundLease,
    Inheritance,
    Resale,
)
from landtrust.model.versions import Thing
from landtrust.phrases import Phrase
from landtrust.queries.histories import latest_event_of
from landtrust.queries.protected_parties import Reader, lies_on, reader_at
from landtrust.queries.standpoint import Standpoint, known
from landtrust.queries.visibility import (
    PROTECTED,
    Tier,
    closed_kind,
    interest_party_is_visible,
    paper_is_visible,
)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper, and what it shows.

    Attributes:
        kind: A code; where it is not open, one that says nothing of a family.
        title: Only its kind where it is not open.
        dated_on: Its date, as its place in the clerk's office none where it is not open.
        file_sha256: Its copy; None where there is none, or the reader may not have it.
        shows: Numbers of the rights, leases and the like that it shows.
        is_open: Whether the reader may know what it is called, and have its copy.
    """

    id: int
    kind: str
    title: str
    dated_on: date | None
    book: str | None
    page: str | None
    number: str | None
    file_sha256: str | None
    shows: tuple[int, ...]
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper, where it belongs, and its copy.

    Attributes:
        unit_ids: Holdings that it belongs to.
        party_ids: Parties that it belongs to.
        copy: None where there is none, or the reader may not have it.
        version: The latest event of its history, for whoever changes it.
    """

    row: PaperRow
    unit_ids: tuple[int, ...]
    party_ids: tuple[int, ...]
    copy: "PaperCopy | None"
    version: int


@dataclass(frozen=True, slots=True)
class PaperCopy:
    """The copy of a paper, which lies in the folder under its fingerprint."""

    sha256: str
    media_type: str
    size_bytes: int
    name: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one link of a paper points at."""

    code: str
    unit_id: int | None
    party_id: int | None


def papers_showing(
    connection: Connection, shown: Iterable[int], at: Standpoint, tier: Tier
) -> tuple[PaperRow, ...]:
    """The papers that show any of these things, in the order in which they were recorded."""
    linked = select(EvidenceLink.evidence_id).where(
        known(EvidenceLink, at.recorded_as_of), EvidenceLink.shows_id.in_(list(shown))
    )
    return tuple(row for row, _ in _papers(connection, Evidence.thing_id.in_(linked), at, tier))


def every_paper(connection: Connection, at: Standpoint, tier: Tier) -> tuple[PaperRow, ...]:
    """All papers, in the order in which they were recorded."""
    return tuple(row for row, _ in _papers(connection, true(), at, tier))


def paper(connection: Connection, evidence_id: int, at: Standpoint, tier: Tier) -> Paper:
    """A paper as this reader may know it.

    Raises:
        NotFound: There is none, or the reader may not have its copy.
    """
    found = _papers(connection, Evidence.thing_id == evidence_id, at, tier)
    if not found or not found[0][0].is_open:
        raise NotFound(
            Phrase("There is no paper with the number %(number)s.", number=evidence_id),
            number=evidence_id,
        )
    row, shown = found[0]
    return Paper(
        row,
        tuple(dict.fromkeys(one.unit_id for one in shown if one.unit_id is not None)),
        tuple(dict.fromkeys(one.party_id for one in shown if one.party_id is not None)),
        _copy(connection, row.file_sha256),
        latest_event_of(connection, evidence_id),
    )


def paper_copy(connection: Connection, evidence_id: int, at: Standpoint, tier: Tier) -> PaperCopy:
    """The copy of a paper.

    Raises:
        NotFound: There is no such paper, it has no copy, or the reader may not have it.
    """
    copy = paper(connection, evidence_id, at, tier).copy
    if copy is None:
        raise NotFound("This paper has no copy here.", number=evidence_id)
    return copy


def _copy(connection: Connection, sha256: str | None) -> PaperCopy | None:
    if sha256 is None:
        return None
    stored = select(
        EvidenceFile.sha256, EvidenceFile.media_type, EvidenceFile.size_bytes, EvidenceFile.name
    ).where(EvidenceFile.sha256 == sha256)
    return PaperCopy(*connection.execute(stored).one())


def _papers(
    connection: Connection, condition: ColumnElement[bool], at: Standpoint, tier: Tier
) -> list[tuple[PaperRow, tuple[_Shown, ...]]]:
    table = Evidence.__table__
    among = (known(Evidence, at.recorded_as_of), condition)
    rows = connection.execute(select(table).where(*among).order_by(table.c.thing_id)).mappings()
    # All that there are may be more than a statement can name one by one.
    linked = (
        known(EvidenceLink, at.recorded_as_of),
        EvidenceLink.evidence_id.in_(select(Evidence.thing_id).where(*among)),
    )
    links = _links(connection, linked)
    reader = reader_at(connection, tier, at)
    shown = _shown(connection, select(EvidenceLink.shows_id).where(*linked), at, reader)
    found = []
    for row in rows:
        ids = links[row["thing_id"]]
        theirs = tuple(shown[one] for one in ids)
        visible = paper_is_visible(row["kind"], (one.code for one in theirs), tier)
        found.append((_row(row, ids, visible=visible), theirs))
    return found


def _row(row: RowMapping, shows: Iterable[int], *, visible: bool) -> PaperRow:
    if not visible:
        # Its place in the clerk's office would say all that it says.
        kind = closed_kind(row["kind"])
        return PaperRow(
            row["thing_id"], kind, EVIDENCE_KINDS[kind], None, None, None, None, None,
            tuple(shows), is_open=False,
        )  # fmt: skip
    return PaperRow(
        id=row["thing_id"],
        kind=row["kind"],
        title=row["title"],
        dated_on=row["dated_on"],
        book=row["book"],
        page=row["page"],
        number=row["number"],
        file_sha256=row["file_sha256"],
        shows=tuple(shows),
    )


def _links(
    connection: Connection, linked: Iterable[ColumnElement[bool]]
) -> Mapping[int, list[int]]:
    """What each paper shows."""
    rows = connection.execute(
        select(EvidenceLink.evidence_id, EvidenceLink.shows_id)
        .where(*linked)
        .order_by(EvidenceLink.thing_id)
    )
    links = defaultdict[int, list[int]](list)
    for evidence_id, shows_id in rows:
        links[evidence_id].append(shows_id)
    return links


def _shown(
    connection: Connection, ids: Select[int], at: Standpoint, reader: Reader
) -> dict[int, _Shown]:
    """What these things are, in the words of ``paper_is_visible``, and where they belong."""
    group = func.coalesce(PartyMember.group_id, Inheritance.group_id, Party.thing_id)
    code = func.coalesce(Interest.type, Party.group_kind, Party.kind, Thing.kind)
    unit = func.coalesce(
        Interest.unit_id,
        Resale.unit_id,
        case((Thing.kind == PropertyUnit.__tablename__, Thing.id)),
    )
    leased = Interest.lease_id == Thing.id
    # A thing withdrawn has no version that counts, and a lease has a row for each leaseholder.
    rows = connection.execute(
        select(
            Thing.id,
            Thing.kind,
            func.max(code).label("code"),
            func.max(unit).label("unit_id"),
            func.max(group).label("group_id"),
            # A right, restriction or duty has one row, and so one of each.
            func.max(Interest.party_id).label("party_id"),
            func.max(lies_on(at)).label("lies_on"),
        )
        .outerjoin(Interest, or_(Interest.thing_id == Thing.id, leased)
                   & known(Interest, at.recorded_as_of))
        .outerjoin(Resale, (Resale.thing_id == Thing.id) & known(Resale, at.recorded_as_of))
        .outerjoin(Party, (Party.thing_id == Thing.id) & known(Party, at.recorded_as_of))
        .outerjoin(
            PartyMember,
            (PartyMember.thing_id == Thing.id) & known(PartyMember, at.recorded_as_of),
        )
        .outerjoin(
            Inheritance,
            (Inheritance.thing_id == Thing.id) & known(Inheritance, at.recorded_as_of),
        )
        .where(Thing.id.in_(ids))
        .group_by(Thing.id, Thing.kind)
    )  # fmt: skip
    return {row.id: _Shown(_code(row, reader), row.unit_id, row.group_id) for row in rows}


def _code(row: Row[*tuple[Any, ...]], reader: Reader) -> str:
    """What a paper shows, in the words of ``paper_is_visible``."""
    if row.kind == GroundLease.__tablename__:
        return str(row.kind)
    is_told = interest_party_is_visible(row.code, row.lies_on, reader.tier)
    is_hidden = not reader.hidden.isdisjoint((row.party_id, row.group_id))
    return str(row.code) if is_told and not is_hidden else PROTECTED
