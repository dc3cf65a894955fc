"""What was remarked of a file while it was read, in sentences for readers."""

from collections.abc import Iterable, Iterator

from landtrust.domain.remarks import Remark, RemarkKind, parse_remark
from landtrust.web.wording import format_count

_FIELDS = {
    "account": "the account number",
    "assessed_value": "the assessed value",
    "deed_date": "the day of the deed",
    "deed_reference": "the deed book and page",
    "improvement_value": "the value of buildings",
    "land_use": "the use of the land",
    "land_value": "the value of the land",
    "legal_description": "the legal description",
    "mailing_address": "the mailing address",
    "mailing_city": "the mailing address",
    "mailing_state": "the mailing address",
    "mailing_zip": "the mailing address",
    "owner_line_1": "the owner",
    "owner_line_2": "the owner",
    "parcel_number": "the parcel number",
    "roll_year": "the year of the roll",
    "situs_address": "the address of the land",
    "situs_city": "the address of the land",
    "situs_zip": "the address of the land",
    "stated_acres": "the acres as the roll states them",
    "subdivision": "the subdivision",
    "tax_status": "the tax status",
    "total_value": "the total value",
    "zoning": "the zoning",
}
_SENTENCES = {
    RemarkKind.NO_COORDINATE_SYSTEM: "The file does not state its coordinate system; "
    "it was read with the one that this kind of file should have.",
    RemarkKind.OTHER_COORDINATE_SYSTEM: "The file was read with another coordinate system "
    "than it states, because whoever loaded it said so.",
    RemarkKind.GUESSED_LETTERS: "The file does not say clearly how its letters are written; "
    "a few may look odd.",
    RemarkKind.STRAIGHTENED: "Curved boundaries were made into short straight pieces.",
    RemarkKind.CUT_ROWS: "Some rows were longer than the head of the table; "
    "what stood beyond it was left out.",
}


def remark_sentences(remarks: Iterable[str]) -> list[str]:
    """The remarks as a reader needs them; those of others than our reader are left out.

    >>> remark_sentences(["zoning: the file has no column ZONING.", "1,200 rows of other "
    ...     "counties were left out."])
    ['The file does not have, or not in full: the zoning.', '1,200 rows of other counties were \
left out.']
    """
    parsed = [one for one in map(parse_remark, remarks) if one is not None]
    return [*_of_the_file(parsed), *_of_columns(parsed), *_counted(parsed)]


def _of_the_file(remarks: list[Remark]) -> Iterator[str]:
    kinds = {one.kind for one in remarks}
    return (sentence for kind, sentence in _SENTENCES.items() if kind in kinds)


def _of_columns(remarks: list[Remark]) -> Iterator[str]:
    absent = [one.field for one in remarks if one.kind is RemarkKind.ABSENT_COLUMN]
    if absent:
        named = dict.fromkeys(_field_words(field) for field in absent)
        yield f"The file does not have, or not in full: {', '.join(named)}."


def _counted(remarks: list[Remark]) -> Iterator[str]:
    for one in remarks:
        if one.kind is RemarkKind.UNREAD_VALUES:
            values = format_count(one.count or 0, "value", "values")
            shown = "is not shown" if one.count == 1 else "are not shown"
            yield f"{values} of {_field_words(one.field)} could not be read and {shown}."
        if one.kind is RemarkKind.CUT_VALUES:
            values = format_count(one.count or 0, "value", "values")
            yield f"{values} of {_field_words(one.field)} named somebody, who is left out."
        if one.kind is RemarkKind.OTHER_COUNTIES:
            rows = format_count(one.count or 0, "row", "rows")
            yield f"{rows} of other counties were left out."
        if one.kind is RemarkKind.UNREAD_OUTLINES:
            outlines = format_count(one.count or 0, "outline", "outlines")
            yield f"{outlines} could not be read."


def _field_words(field: str | None) -> str:
    name = field or ""
    return "another number" if name.startswith("number_") else _FIELDS.get(name, name)
