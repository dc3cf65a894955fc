"""A batch of a foreign file's rows as rows fit for the store, each accepted or rejected."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from landtrust.analysis.land_uses import LandUses, is_vacant
from landtrust.analysis.owner_kind_rules import OwnerKindRules
from landtrust.analysis.situs_addresses import SitusAddresses, cut_care_of
from landtrust.domain.extent import Bbox
from landtrust.domain.measures import measure
from landtrust.domain.outlines import CheckedOutlines, Texts, Verdicts, check_outlines
from landtrust.domain.parcel_numbers import public_id
from landtrust.ingest.owner_columns import owner_columns, private_owners, with_stated_kinds
from landtrust.ingest.rows import (
    NO_PARCEL,
    NORMALISED,
    OUTLINE_COLUMNS,
    ROLL_TEXTS,
    ROLL_VALUES,
    SAID_COLUMNS,
)
from landtrust.ingest.street_columns import street_columns
from landtrust.sources.crosswalk import ResolvedCrosswalk
from landtrust.sources.fields import ALTERNATE_SCHEMES, alternate_column
from landtrust.sources.problems import Reason, ValueProblem, problems_where
from landtrust.sources.text_columns import normalised_numbers

_SAFE_NUMBER = r"^[A-Z0-9.\-]+$"
_LONGEST_ROW_TEXT = 20_000
_SITUS = ("situs_address", "situs_city", "situs_zip")


@dataclass(frozen=True)
class Normaliser:
    """What is needed to make store rows of a file's rows.

    Attributes:
        crosswalk: The file's columns to our fields.
        owner_rules: The rules that tell kinds of owners apart.
        land_uses: The roll's land use codes to ours.
        situs: Takes people's names out of the land's addresses.
        crs: The coordinate system of the file.
        county_fips: The one county that all rows are of; None when each row says its own.
        roll_year: The year of the roll where the rows do not say it.
        extent: Where land of ours can lie, degrees.
        fips_by_name: Gives a county's code for its name, where the rows have only that.
    """

    crosswalk: ResolvedCrosswalk
    owner_rules: OwnerKindRules
    land_uses: LandUses
    situs: SitusAddresses
    crs: str
    county_fips: str | None
    roll_year: int | None
    extent: Bbox
    fips_by_name: Callable[[str], str | None] | None = None

    def read_roll(self, batch: pa.RecordBatch) -> tuple[pa.Table, list[ValueProblem]]:
        """What the roll says in each row of the batch, in the same order.

        To tell owners apart costs the same for few rows as for many: better many at once.

        Returns:
            The columns of ``NORMALISED`` that need no outline, with the reason where a row is
            rejected already; and the values that could not be read and are NULL in them.
        """
        standard, problems = self.crosswalk.apply(batch)
        fips = self._county_fips(standard)
        verdicts = Verdicts(batch.num_rows)
        _reject_unnumbered(standard, problems, verdicts)
        columns = {
            "row_number": batch.column("row_number"),
            "county_fips": fips,
            "public_id": _public_ids(fips, standard.column("parcel_number")),
            "other_numbers": _other_numbers(standard),
            **self._roll(standard, problems),
            "parcel_number": standard.column("parcel_number"),
            "parcel_number_as_given": standard.column("parcel_number_as_given"),
            "reject_reason": pa.array(verdicts.reasons, pa.string()),
            "reject_detail": pa.array(verdicts.details, pa.string()),
        }
        return pa.table(columns), problems

    def join_outlines(self, batch: pa.RecordBatch, roll: pa.Table) -> pa.Table:
        """The rows of the batch as ``NORMALISED`` has them.

        Args:
            batch: The rows as the file has them, or a part of them.
            roll: What `read_roll` says of the same rows.
        """
        verdicts = _verdicts_of(roll)
        geometry = batch.column("geometry").to_numpy(zero_copy_only=False)
        checked = check_outlines(geometry, self.crs, self.extent, verdicts)
        columns = {name: roll.column(name).combine_chunks() for name in roll.column_names}
        columns["given_hash"] = _hashes(geometry)
        columns |= _outline_columns(checked)
        columns |= _leftovers(batch, geometry, checked, verdicts)
        columns["content_hash"] = _content_hashes(columns)
        return pa.Table.from_arrays(
            [columns[field.name] for field in NORMALISED], schema=NORMALISED
        )

    def _county_fips(self, standard: pa.Table) -> pa.Array:
        if self.county_fips is not None:
            return pa.repeat(self.county_fips, standard.num_rows)
        codes = standard.column("county_fips").combine_chunks()
        if self.fips_by_name is None:
            return codes
        names = standard.column("county_name").combine_chunks().dictionary_encode()
        found = pa.array([self.fips_by_name(name) for name in names.dictionary.to_pylist()])
        return pc.coalesce(codes, pc.take(found.cast(pa.string()), names.indices))

    def _roll(self, standard: pa.Table, problems: list[ValueProblem]) -> dict[str, pa.Array]:
        columns = {
            name: standard.column(name).combine_chunks()
            for name in (*ROLL_TEXTS, *ROLL_VALUES, "stated_acres")
            if name in standard.column_names
        }
        lines = columns["owner_line_1"], columns["owner_line_2"]
        stated = columns.pop("owner_kind")
        columns |= owner_columns(*lines, self.owner_rules)
        columns["owner_kind"] = with_stated_kinds(columns["owner_kind"], *lines, stated)
        columns |= self._situs(columns, problems)
        columns |= street_columns(columns["situs_address"], columns["situs_city"])
        columns["land_use_as_given"] = columns["land_use"]
        columns["land_use"] = self.land_uses.read(columns["land_use_as_given"])
        columns["vacant"] = is_vacant(columns["land_use"], columns["improvement_value_cents"])
        years = standard.column("roll_year").combine_chunks()
        columns["roll_year"] = (
            years if self.roll_year is None else pc.fill_null(years, self.roll_year)
        )
        return columns

    def _situs(
        self, columns: dict[str, pa.Array], problems: list[ValueProblem]
    ) -> dict[str, pa.Array]:
        """Where the land lies, without people: everybody may read it, and search for it."""
        given = [columns[name] for name in _SITUS]
        lines = columns["owner_line_1"], columns["owner_line_2"]
        private = private_owners(*lines, columns["owner_name_public"])
        address, city, zip_code = given
        kept = [self.situs.clean(address, private), cut_care_of(city), cut_care_of(zip_code)]
        cut = [_differs(*pair) for pair in zip(given, kept, strict=True)]
        for name, as_given, is_cut in zip(_SITUS, given, cut, strict=True):
            problems += problems_where(is_cut, as_given, name, Reason.NAMES_SOMEBODY)
        whole = pc.binary_join_element_wise(*given, " | ", null_handling="replace")
        any_cut = pc.or_(pc.or_(cut[0], cut[1]), cut[2])
        as_given = pc.if_else(any_cut, whole, pa.scalar(None, pa.string()))
        return {**dict(zip(_SITUS, kept, strict=True)), "situs_as_given": as_given}


def _differs(given: pa.Array, kept: pa.Array) -> pa.Array:
    # Nothing is ever put where nothing was.
    return pc.fill_null(pc.not_equal(given, kept), pc.is_valid(given))


def _reject_unnumbered(
    standard: pa.Table, problems: Iterable[ValueProblem], verdicts: Verdicts
) -> None:
    tokens = [problem.row for problem in problems if problem.reason is Reason.NOT_A_PARCEL]
    marked = np.zeros(verdicts.count, dtype=bool)
    marked[tokens] = True
    verdicts.reject(marked, NO_PARCEL, "The source marks this row as no parcel.")
    unnumbered = pc.is_null(standard.column("parcel_number")).to_numpy()
    verdicts.reject(unnumbered, "no parcel number", "The row has no parcel number.")


def _verdicts_of(roll: pa.Table) -> Verdicts:
    reasons, details = (roll.column(name).to_numpy() for name in ("reject_reason", "reject_detail"))
    verdicts = Verdicts(roll.num_rows)
    rejected = pc.is_valid(roll.column("reject_reason")).to_numpy()
    verdicts.reasons[rejected], verdicts.details[rejected] = reasons[rejected], details[rejected]
    verdicts.rejected |= rejected
    return verdicts


def _public_ids(fips: pa.Array, numbers: pa.ChunkedArray) -> pa.Array:
    numbers = numbers.combine_chunks()
    plain = pc.binary_join_element_wise(fips, numbers, "-")
    odd = pc.invert(pc.fill_null(pc.match_substring_regex(numbers, _SAFE_NUMBER), fill_value=True))
    places = np.flatnonzero(pc.and_(odd, pc.is_valid(plain)).to_numpy(zero_copy_only=False))
    if not places.size:
        return plain
    escaped = [public_id(fips[place].as_py(), numbers[place].as_py()) for place in places.tolist()]
    mask = np.zeros(len(plain), dtype=bool)
    mask[places] = True
    return pc.replace_with_mask(plain, pa.array(mask), pa.array(escaped, pa.string()))


def _other_numbers(standard: pa.Table) -> pa.Array:
    """The row's numbers under other schemes, those that it has, as lists of pairs."""
    present = [
        (scheme, standard.column(alternate_column(scheme)).combine_chunks())
        for scheme in ALTERNATE_SCHEMES
        if standard.column(alternate_column(scheme)).null_count < standard.num_rows
    ]
    owners, schemes, values = [], [], []
    for scheme, numbers in present:
        places = np.flatnonzero(pc.is_valid(numbers).to_numpy(zero_copy_only=False))
        owners.append(places)
        schemes.append(pa.repeat(scheme, places.size))
        values.append(normalised_numbers(pc.take(numbers, pa.array(places))))
    flat_owners = np.concatenate(owners) if owners else np.empty(0, dtype=np.int64)
    order = np.argsort(flat_owners, kind="stable")
    pairs = pa.StructArray.from_arrays(
        [
            pa.concat_arrays([*schemes, pa.array([], pa.string())]).take(pa.array(order)),
            pa.concat_arrays([*values, pa.array([], pa.string())]).take(pa.array(order)),
        ],
        names=["scheme", "value"],
    )
    counts = np.bincount(flat_owners, minlength=standard.num_rows)
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pairs)


def _hashes(geometry: Texts) -> pa.Array:
    return pa.array(
        [None if wkb is None else blake2b(wkb, digest_size=16).digest() for wkb in geometry],
        pa.binary(),
    )


def _content_hashes(columns: dict[str, pa.Array]) -> pa.Array:
    """A fingerprint of all that the roll says of the row; its year is not in it.

    Each value is preceded by its length, so that no two rows can run together into one text.
    """
    texts = []
    for name in SAID_COLUMNS:
        text = pc.cast(columns[name], pa.string())
        length = pc.cast(pc.binary_length(text), pa.string())
        texts.append(pc.binary_join_element_wise(length, text, ":"))
    joined = pc.binary_join_element_wise(*texts, "|", null_handling="replace", null_replacement="-")
    return pa.array(
        [blake2b(text.encode(), digest_size=16).digest() for text in joined.to_pylist()],
        pa.binary(),
    )


def _outline_columns(checked: CheckedOutlines) -> dict[str, pa.Array]:
    measures = measure(checked.outlines_lonlat, checked.areas_sqm)
    columns = {
        name: pa.array(getattr(measures, name), pa.float64(), from_pandas=True)
        for name in OUTLINE_COLUMNS
    }
    columns["outline"] = pa.array(shapely.to_wkb(checked.outlines_lonlat), pa.binary())
    return columns


def _leftovers(
    batch: pa.RecordBatch,
    geometry: Texts,
    checked: CheckedOutlines,
    verdicts: Verdicts,
) -> dict[str, pa.Array]:
    kept_as_given = geometry.copy()
    mended = pc.is_valid(pa.array(checked.problems, pa.string())).to_numpy(zero_copy_only=False)
    kept_as_given[~(verdicts.rejected | mended)] = None
    row_texts = np.full(verdicts.count, None, dtype=object)
    places = np.flatnonzero(verdicts.rejected)
    if places.size:
        attributes = batch.drop_columns(["geometry", "row_number"])
        row_texts[places] = [
            _row_text(row) for row in attributes.take(pa.array(places)).to_pylist()
        ]
    return {
        "reject_reason": pa.array(verdicts.reasons, pa.string()),
        "reject_detail": pa.array(verdicts.details, pa.string()),
        "row_text": pa.array(row_texts, pa.string()),
        "repair_problem": pa.array(checked.problems, pa.string()),
        "area_before_sqm": pa.array(checked.areas_before_sqm, pa.float64(), from_pandas=True),
        "outline_as_given": pa.array(kept_as_given, pa.binary()),
    }


def _row_text(row: dict[str, object]) -> str:
    return orjson.dumps(row, default=str, option=orjson.OPT_NON_STR_KEYS).decode()[
        :_LONGEST_ROW_TEXT
    ]
