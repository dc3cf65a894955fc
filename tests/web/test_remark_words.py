from landtrust.sources.fields import FIELDS
from landtrust.web.remark_words import remark_sentences


def test_every_field_of_a_roll_has_words_for_readers() -> None:
    for field in FIELDS:
        (sentence,) = remark_sentences([f"{field}: the file has no column SOMETHING."])
        assert field not in sentence or "_" not in field
        assert sentence.startswith("The file does not have, or not in full: the ")


def test_columns_that_are_absent_are_one_sentence_without_repetition() -> None:
    said = remark_sentences(
        [
            "situs_address: the file has no column SUNIT.",
            "situs_zip: the file has no column SZIP.",
            "number_ppin: the file has no column PPIN.",
        ]
    )
    assert said == [
        "The file does not have, or not in full: the address of the land, another number."
    ]


def test_counts_are_told_and_technical_words_are_not() -> None:
    said = remark_sentences(
        [
            "no crs member: longitude and latitude, as RFC 7946 says",
            "1 values of deed_date were not read, the first in row 7: not a date in any form.",
            "1,200 rows of other counties were left out.",
            "rows 1 to 2000: 3 geometries cannot be read",
            "Warning 1: something of the library",
        ]
    )
    assert said[0].startswith("The file does not state its coordinate system; ")
    assert said[1:] == [
        "1 value of the day of the deed could not be read and is not shown.",
        "1,200 rows of other counties were left out.",
        "3 outlines could not be read.",
    ]
