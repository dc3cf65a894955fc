"""Addresses of land as everybody may read them: who is named there is cut off."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from landtrust.analysis.owner_kind_rules import GIVEN_NAMES_FILE
from landtrust.domain.situs_addresses import CARE_OF, EDGES, AddressWords, without_names

ADDRESS_WORDS_FILE = "address_words.csv"

_SHORT = r"^\d\S*( \S+){1,2}$"
_LETTERS = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019])*")
_STREET_USE, _UNIT_USE = "street", "unit"


@dataclass(frozen=True, slots=True)
class SitusAddresses:
    """Cleans columns of addresses.

    Attributes:
        words: What tells an address from a name.
        plain: Nearly all addresses, which need no closer look: a number, a street, a unit.
    """

    words: AddressWords
    plain: str

    def clean(self, addresses: pa.Array, private_owners: pa.Array) -> pa.Array:
        """The addresses without care-of and people's names; NULL where nothing is left.

        Args:
            addresses: Clean text, NULL where there is none.
            private_owners: The owner's lines of the same rows as one text; NULL where
                everybody may read them.
        """
        upper = pc.utf8_upper(addresses)
        # 12 SMITH MARY is as short as 12 NORTH BROADWAY.
        short = pc.and_(pc.match_substring_regex(upper, _SHORT), pc.is_null(private_owners))
        odd = pc.or_(
            pc.invert(pc.or_(short, pc.match_substring_regex(upper, self.plain))),
            pc.match_substring_regex(addresses, CARE_OF),
        )
        places = np.flatnonzero(pc.fill_null(odd, False).to_numpy(zero_copy_only=False))  # noqa: FBT003
        if not places.size:
            return addresses
        looked_at = pa.array(places)
        pairs = zip(
            addresses.take(looked_at).to_pylist(),
            private_owners.take(looked_at).to_pylist(),
            strict=True,
        )
        cleaned = [
            without_names(address, self.words, _words_of(owners)) or None
            for address, owners in pairs
        ]
        mask = np.zeros(len(addresses), dtype=bool)
        mask[places] = True
        return pc.replace_with_mask(addresses, pa.array(mask), pa.array(cleaned, pa.string()))


def cut_care_of(texts: pa.Array) -> pa.Array:
    """Texts up to where they say who gets the mail; NULL where nothing is left."""
    cut = pc.utf8_trim(pc.replace_substring_regex(texts, rf"{CARE_OF}(?s:.*)$", ""), EDGES)
    left = pc.if_else(pc.equal(pc.binary_length(cut), 0), pa.scalar(None, pa.string()), cut)
    return pc.if_else(pc.match_substring_regex(texts, CARE_OF), left, texts)


def _words_of(owners: str | None) -> frozenset[str]:
    return frozenset(word for word in _LETTERS.findall((owners or "").upper()) if len(word) > 1)


@cache
def load_situs_addresses(codes_folder: Path) -> SitusAddresses:
    """The words of ``address_words.csv`` and ``given_names.csv``."""
    rows = _rows(codes_folder / ADDRESS_WORDS_FILE)
    streets = [row["word"] for row in rows if row["use"] == _STREET_USE]
    others = frozenset(row["word"] for row in rows if row["use"] != _STREET_USE)
    given = frozenset(row["name"] for row in _rows(codes_folder / GIVEN_NAMES_FILE))
    units = "|".join(row["word"] for row in rows if row["use"] == _UNIT_USE)
    side = "(?:[NSEW]|[NS][EW]|NORTH|SOUTH|EAST|WEST)"
    name = r"(?:(?: [A-Z][A-Z'.-]*){1,3}| \d+(?:ST|[NR]D|TH))"
    after = rf"(?:{units}|{side}|#?\d\S*|[A-Z])"
    plain = rf"^\d\S*(?: {side}\.?)?{name} (?:{'|'.join(streets)})\.?(?: {after})*$"
    return SitusAddresses(AddressWords(frozenset(streets), others, given), plain)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
