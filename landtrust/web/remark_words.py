"""What was remarked of a file while it was read, in sentences for readers."""

from collections.abc import Callable, Iterable, Iterator

from landtrust.domain.remarks import Remark, RemarkKind, parse_remark
from landtrust.phrases import Phrase, counted
from landtrust.web.languages import say

_FIELDS = {
    "account": Phrase("the account number"),
    "assessed_value": Phrase("the assessed value"),
    "deed_date": Phrase("the day of the deed"),
    "deed_reference": Phrase("the deed book and page"),
    "improvement_value": Phrase("the value of buildings"),
    "land_use": Phrase("the use of the land"),
    "land_value": Phrase("the value of the land"),
    "legal_description": Phrase("the legal description"),
    "mailing_address": Phrase("the mailing address"),
    "mailing_city": Phrase("the mailing address"),
    "mailing_state": Phrase("the mailing address"),
    "mailing_zip": Phrase("the mailing address"),
    "owner_kind": Phrase("the kind of owner"),
    "owner_line_1": Phrase("the owner"),
    "owner_line_2": Phrase("the owner"),
    "parcel_number": Phrase("the parcel number"),
    "roll_year": Phrase("the year of the roll"),
    "situs_address": Phrase("the address of the land"),
    "situs_city": Phrase("the address of the land"),
    "situs_zip": Phrase("the address of the land"),
    "stated_acres": Phrase("the acres as the roll states them"),
    "subdivision": Phrase("the subdivision"),
    "tax_status": Phrase("the tax status"),
    "total_value": Phrase("the total value"),
    "zoning": Phrase("the zoning"),
}
_SENTENCES = {
    RemarkKind.NO_COORDINATE_SYSTEM: Phrase(
        "The file does not state its coordinate system; "
        "it was read with the one that this kind of file should have."
    ),
    RemarkKind.OTHER_COORDINATE_SYSTEM: Phrase(
        "The file was read with another coordinate system "
        "than it states, because whoever loaded it said so."
    ),
    RemarkKind.GUESSED_LETTERS: Phrase(
        "The file does not say clearly how its letters are written; a few may look odd."
    ),
    RemarkKind.STRAIGHTENED: Phrase("Curved boundaries were made into short straight pieces."),
    RemarkKind.CUT_ROWS: Phrase(
        "Some rows were longer than the head of the table; what stood beyond it was left out."
    ),
}

_ANOTHER_NUMBER = Phrase("another number")
_COUNTED: dict[RemarkKind, Callable[[int, str], Phrase]] = {
    RemarkKind.UNREAD_VALUES: lambda num, field: counted(
        "%(num)s value of %(field)s could not be read and is not shown.",
        "%(num)s values of %(field)s could not be read and are not shown.",
        num,
        field=field,
    ),
    RemarkKind.CUT_VALUES: lambda num, field: counted(
        "%(num)s value of %(field)s named somebody, who is left out.",
        "%(num)s values of %(field)s named somebody, who is left out.",
        num,
        field=field,
    ),
    RemarkKind.OTHER_COUNTIES: lambda num, _: counted(
        "%(num)s row of other counties was left out.",
        "%(num)s rows of other counties were left out.",
        num,
    ),
    RemarkKind.UNREAD_OUTLINES: lambda num, _: counted(
        "%(num)s outline could not be read.", "%(num)s outlines could not be read.", num
    ),
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
    return (say(sentence) for kind, sentence in _SENTENCES.items() if kind in kinds)


def _of_columns(remarks: list[Remark]) -> Iterator[str]:
    absent = [one.field for one in remarks if one.kind is RemarkKind.ABSENT_COLUMN]
    if absent:
        named = dict.fromkeys(_field_words(field) for field in absent)
        names = ", ".join(named)
        yield say(Phrase("The file does not have, or not in full: %(names)s.", names=names))


def _counted(remarks: list[Remark]) -> Iterator[str]:
    for one in remarks:
        if one.kind in _COUNTED:
            yield say(_COUNTED[one.kind](one.count or 0, _field_words(one.field)))


def _field_words(field: str | None) -> str:
    name = field or ""
    return say(_ANOTHER_NUMBER if name.startswith("number_") else _FIELDS.get(name, name))
