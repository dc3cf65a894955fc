"""A site, through what it offers to everybody: its files, and its interface for programs."""

from collections.abc import Iterator, Mapping
from datetime import date
from email.message import Message
from tempfile import TemporaryFile
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import pyarrow as pa
from pydantic import TypeAdapter, ValidationError

from landtrust.errors import InvalidInput, NotFound, SourceProblem
from landtrust.exports.snapshot_notes import FORM, SnapshotNote
from landtrust.notebook.door import TIME_NAMES, FoundParcels
from landtrust.notebook.fetching import Fetcher
from landtrust.notebook.parquet_answer import outline_bytes, read_parcel_table
from landtrust.notebook.received_outlines import read_outlines
from landtrust.queries.then import AS_OF
from landtrust.queries.visibility import Tier

_FILE = "/parcels.parquet"
_COUNTS = "/parcels/counts.json"
_SNAPSHOTS = "/snapshots.json"
_ITEMS = "/ogc/collections/{}/items"
_SNAPSHOT_HEADER, _MANY_HEADER = "Landtrust-Snapshot", "Landtrust-Snapshots"
_PAGE = "500"
_MOST_PAGES = 10_000

Read = TypeVar("Read")
_NOTES = TypeAdapter(list[SnapshotNote])
_FEATURES = TypeAdapter(list[dict[str, Any]])


class SiteDoor:
    """A site.

    Args:
        address: With ``http`` or ``https``, and without a password.
    """

    tier = Tier.PUBLIC

    def __init__(self, address: str) -> None:
        """Check that the address can be one of a site; nothing is asked yet.

        Raises:
            InvalidInput: It cannot.
        """
        self._site = Fetcher(_base(address))

    @property
    def address(self) -> str:
        """Where the site is."""
        return self._site.base

    def snapshots(self) -> list[SnapshotNote]:
        """Every load that is current, or once was.

        Raises:
            SourceProblem: Nothing answers, or something that is no site of ours.
        """
        try:
            said = self._site.document(_SNAPSHOTS, {})
        except NotFound as problem:
            raise self._no_site("it has no list of snapshots") from problem
        if not isinstance(said, dict) or said.get("form") != FORM:
            raise self._no_site("its list of snapshots is of another kind")
        return self._checked(_NOTES, said.get("snapshots"))

    def parcels(self, parameters: Mapping[str, str]) -> FoundParcels:
        """The parcels that fit a filter: one file, kept only while it is read."""
        with TemporaryFile(prefix="landtrust-") as file:
            headers = self._site.file(_FILE, parameters, file)
            try:
                table = read_parcel_table(file)
                read_outlines(outline_bytes(table))
            except ValueError as problem:
                msg = f"What {self.address} sent cannot be used: {problem}."
                raise SourceProblem(msg, address=self.address) from problem
        notes = self._named(headers, table)
        return FoundParcels(table, notes, self._site.address(_FILE, parameters))

    def count(self, parameters: Mapping[str, str]) -> int:
        """How many parcels fit a filter; those of a former time are counted in their file."""
        if not parameters.keys().isdisjoint(TIME_NAMES):
            return int(self.parcels(parameters).table.num_rows)
        said = self._site.document(_COUNTS, {"by": "vacant", **parameters})
        total = said.get("total") if isinstance(said, dict) else None
        if not isinstance(total, int) or isinstance(total, bool):
            raise self._no_site("it does not count parcels")
        return total

    def features(self, collection: str, as_of: date | None = None) -> list[dict[str, Any]]:
        """All features of a collection, as GeoJSON."""
        return [one for page in self._pages(collection, as_of) for one in page]

    def features_address(self, collection: str, as_of: date | None = None) -> str:
        """Where the same features are to be had again."""
        return self._site.address(_ITEMS.format(collection), _asked(as_of))

    def close(self) -> None:
        """Nothing: no connection is kept open."""

    def _pages(self, collection: str, as_of: date | None) -> Iterator[list[dict[str, Any]]]:
        asked = {"f": "json", "limit": _PAGE, **_asked(as_of)}
        for _ in range(_MOST_PAGES):
            said = self._site.document(_ITEMS.format(collection), asked)
            if not isinstance(said, dict):
                raise self._no_site("its features are of another kind")
            yield self._checked(_FEATURES, said.get("features"))
            after = _after(said.get("links"))
            if after is None:
                return
            asked["after"] = after
        raise self._no_site("its features have no end")

    def _named(self, headers: Message, table: pa.Table) -> list[SnapshotNote]:
        """What is said of the loads that a file is of; of very many, of those in its rows."""
        if _MANY_HEADER in headers:
            pairs = table.select(["county_fips", "snapshot"]).group_by(["county_fips", "snapshot"])
            there = {tuple(row.values()) for row in pairs.aggregate([]).to_pylist()}
            every = self.snapshots()
            return [one for one in every if (one.county_fips, one.retrieved[:10]) in there]
        told = [_said(one) for one in headers.get_all(_SNAPSHOT_HEADER, [])]
        keys = {(one.get("county"), one.get("sha256"), one.get("retrieved")) for one in told}
        every = self.snapshots()
        return [one for one in every if (one.county_fips, one.sha256, one.retrieved) in keys]

    def _checked(self, kind: TypeAdapter[Read], value: object) -> Read:
        try:
            return kind.validate_python(value)
        except ValidationError as problem:
            first = problem.errors()[0]
            raise self._no_site(f"{first['loc']}: {first['msg']}") from problem

    def _no_site(self, why: str) -> SourceProblem:
        msg = f"{self.address} answers, but it is not a Landtrust site that we know: {why}."
        return SourceProblem(msg, address=self.address)


def _base(address: str) -> str:
    try:
        parts = urlsplit(address)
        # HTTP has no other names of sites than in ASCII; one of dots says that none is known.
        named = parts.hostname and parts.hostname.isascii() and parts.port != 0
    except ValueError:
        named = False
    if not named or parts.query or parts.fragment or not address.isprintable() or " " in address:
        msg = f"“{address[:120]}” is not the address of a site, such as https://land.example."
        raise InvalidInput(msg, parameter="address")
    if parts.username or parts.password:
        raise InvalidInput("A site is asked without a password: leave it out.", parameter="address")
    return parts._replace(path=parts.path.rstrip("/")).geturl()


def _asked(as_of: date | None) -> dict[str, str]:
    return {} if as_of is None else {AS_OF: as_of.isoformat()}


def _after(links: object) -> str | None:
    """The position of the next page; of a link only that is taken, and never where it leads."""
    for one in links if isinstance(links, list) else []:
        if isinstance(one, dict) and one.get("rel") == "next":
            found = parse_qs(urlsplit(str(one.get("href"))).query).get("after")
            return found[0] if found else None
    return None


def _said(header: str) -> dict[str, str]:
    """What a header says as ``name=value; name=value``."""
    return dict(part.strip().split("=", 1) for part in header.split(";") if "=" in part)
