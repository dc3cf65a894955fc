"""The fixed words of organizations' names, from the code list, as patterns of whole names.

No given name and no common surname stands alone in that list: a word that is also a person's
name would let that person through.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import pyarrow as pa

__all__ = ["CUT_TO", "LONGEST_CUT", "NAME_WORD_USES", "OwnerNameWords"]

LONGEST_CUT = 9
CUT_TO = frozenset({"no", *map(str, range(4, LONGEST_CUT + 1))})
"""From how many letters on the beginning of a word counts as the word; rolls cut lines short."""

ENDING_USES = (
    *("company", "bank", "church", "nonprofit", "land_trust", "utility", "public_body"),
    "legal_form",
)
"""What may stand at the end of an organization's name."""

NAME_WORD_USES = frozenset(
    {
        *ENDING_USES,
        *("legal_tail", "state", "street", "named_body", "before_and", "after_and", "place"),
        *("office", "federal", "opening", "going_on", "plain"),
    }
)

PUBLIC_PLACE = r"(?:CITY|TOWN|VILLAGE|BOROUGH|TOWNSHIP|COUNTY)"
COUNTY_NAMES = r"(?:[A-Z]+|DE SOTO|ST CLAIR|JEFFERSON DAVIS|PEARL RIVER)"


@dataclass(frozen=True, slots=True)
class OwnerNameWords:
    r"""Patterns of the RE2 dialect over tidied capitals, made of the words of the code list.

    Attributes:
        legal_form: A company's legal form.
        legal_tail: What may follow a legal form, and the legal forms.
        ends_as_organization: A name that ends here has no words left after it that could be
            somebody's.
        ends_legally: The same, for a company's legal form alone. What stands before it may be
            somebody's name, and is then the company's.
        ends_surely: The same, for all words that no person's trade or farm goes by: legal forms,
            churches, public bodies. A person may stand before these: a tenant, a pastor.
        named_body: Bodies whose names begin with themselves: two strange words before them may
            be a person.
        joined_words: Words whose AND is part of a thing's name and joins no owners; two groups.
        one_company_tail: ``& SONS``, ``& ASSOCIATES``.
        government_span: The government's own part of a line (``span``); ``alone`` where nothing
            else stands on the line. A place that we know may be followed by anything, because
            we know where its name ends.
        ends_open: Endings of a first line that no person's name has and that need a second
            line.
        continuation: A second line of nothing but fixed words: the end of the first's name.
        known_begin: Bodies, saints and mountains that a name may begin with.
        place: One word that is the name of a place.
        plain: Single words of organizations' names that are nobody's given name and no frequent
            surname.
        given: What people are called.
    """

    legal_form: str
    legal_tail: str
    ends_as_organization: str
    ends_legally: str
    ends_surely: str
    named_body: str
    joined_words: str
    one_company_tail: str
    government_span: str
    ends_open: str
    continuation: str
    known_begin: str
    place: str
    plain: pa.Array
    given: pa.Array

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]], given_names: Iterable[str]) -> Self:
        """Make the patterns of the rows of ``owner_name_words.csv``, and what people are called."""
        forms: dict[str, list[str]] = defaultdict(list)
        sure: list[str] = []
        for row in rows:
            written = _forms(row["words"], row["cut_to"])
            forms[row["use"]] += written
            if row["sure"] == "yes":
                sure += written
        words = {use: _either(forms[use]) for use in NAME_WORD_USES}
        tail = _legal_tail(words["legal_form"], words["legal_tail"], words["state"])
        endings = _either([*(words[use] for use in ENDING_USES), r"\S{3,}LLC"])
        return cls(
            legal_form=words["legal_form"],
            legal_tail=tail,
            ends_as_organization=_ends_as_organization(endings, tail, words["street"]),
            ends_legally=_ends_surely(forms["legal_form"], tail, words["company"]),
            ends_surely=_ends_surely(sure, tail, words["company"]),
            named_body=rf"\b{words['named_body']}\b",
            joined_words=rf"\b({words['before_and']}) & ({words['after_and']})\b",
            one_company_tail=(
                r"^[^&]* & (?:SONS?|BROS|BROTHERS|DAUGHTERS?|ASSOCIATES|ASSOCS?|CO|COMPANY"
                rf"|PARTNERS)(?: {tail})*$"
            ),
            government_span=_government_span(words),
            ends_open=rf" {words['opening']}$",
            continuation=(
                rf"^(?:{_either([words['office'], endings, words['going_on'], tail])}(?: |$))+$"
            ),
            known_begin=rf"^(?:{words['named_body']}|(?:GREATER |NEW )?(?:ST|SAINT|MT) \w+)\b",
            place=rf"^{words['place']}$",
            given=pa.array(sorted(given_names), pa.large_string()),
            plain=pa.array(sorted(_plain_words(forms)), pa.large_string()),
        )


def _forms(words: str, cut_to: str) -> list[str]:
    """Give words and, where they may be cut short, their beginnings from the longest on."""
    if cut_to == "no":
        return [words]
    shortest = min(int(cut_to), len(words))
    return [words[:end] for end in range(len(words), shortest - 1, -1)]


def _either(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


def _plain_words(forms: Mapping[str, list[str]]) -> set[str]:
    of_trades = {word for word in forms["company"] + forms["nonprofit"] if word.isalpha()}
    # Short forms such as ASS, CO and HOA are somebody's name somewhere.
    return {*forms["plain"], *(word for word in of_trades if len(word) > 4)}  # noqa: PLR2004


def _legal_tail(form: str, tail: str, state: str) -> str:
    bodies = rf"(?:CORP\w*|COMPANY|PARTNERSHIP|LIABILITY COMPANY|{form})"
    described = rf"(?:AN? )(?:{state} )?(?:NON-? ?PROFIT |DOMESTIC |LIMITED )*{bodies}"
    return _either([form, tail, described, rf"OF (?:THE )?(?:{state}|AMERICA|JACKSON)"])


def _ends_as_organization(endings: str, tail: str, street: str) -> str:
    after_street = rf"(?:{tail}|PART\w*|ASS\w*|REA\w*|HOLD\w*|INV\w*|DEV\w*)"
    return rf"(?:^| ){endings}(?: {tail}| I)*$|^\d[^&]* {street}(?: {after_street})*$"


def _ends_surely(sure: list[str], tail: str, company: str) -> str:
    # A roll that cuts lines short leaves LL of PROPERTIES LLC, and IN of PROPERTIES INC.
    cut = rf" (?:{company}|REAL ESTATE) (?:LL|IN)"
    return rf"(?:(?:^| ){_either(sure)}|\S{{3,}}LLC|{cut})(?: {tail}| I)*$"


def _government_span(words: Mapping[str, str]) -> str:
    state = _either(
        [
            rf"(?:THE )?(?:STATE|COMMONWEALTH|ST) OF {words['state']}",
            rf"{words['state']} (?:STATE|COMMONWEALTH) OF|SECRETARY OF STATE|COMM OF PENN",
            rf"MDOT|M D O T|{words['state']}(?: STATE)? (?:DEPT|DEPARTMENT)",
        ]
    )
    offices = rf"(?: {words['office']})*"
    known = _either(
        [
            state,
            words["federal"],
            rf"(?:THE )?{PUBLIC_PLACE} OF {words['place']}",
            rf"{words['place']} {PUBLIC_PLACE}(?: OF)?",
            words["office"],
        ]
    )
    alone = _either(
        [
            rf"(?:THE )?{PUBLIC_PLACE} OF [A-Z]+{offices}",
            rf"[A-Z]+ {PUBLIC_PLACE} OF|{COUNTY_NAMES} (?:COUNTY|CNTY){offices}",
        ]
    )
    return rf"^(?P<span>{known}{offices})(?: .*)?$|^(?P<alone>{alone})$"
