import pytest

from landtrust.domain.situs_addresses import AddressWords, without_names

WORDS = AddressWords(
    frozenset({"ST", "AVE", "RD", "HWY"}),
    frozenset({"APT", "LOT", "OFF", "N"}),
    frozenset({"JANE", "JOHN", "MARTIN"}),
)
OWNERS = frozenset({"SECRETPERSON", "ROEBERG"})


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("12 MAIN ST C/O SECRETPERSON JANE", "12 MAIN ST"),
        ("12 MAIN ST, c/o Secretperson Jane", "12 MAIN ST"),
        ("12 MAIN ST C\\O DOE", "12 MAIN ST"),
        ("12 MAIN ST % DOE JANE", "12 MAIN ST"),
        ("12 MAIN ST \N{CARE OF} DOE JANE", "12 MAIN ST"),
        ("12 MAIN ST (ATTN: DOE JANE)", "12 MAIN ST"),
        ("12 MAIN ST CARE OF DOE", "12 MAIN ST"),
        ("12 MAIN ST ESTATE OF DOE", "12 MAIN ST"),
        ("C/O DOE JANE", ""),
        ("12 MAIN ST DOE JANE", "12 MAIN ST"),
        ("12 Main St - Doe Jane", "12 Main St"),
        ("DOE JANE 12 MAIN ST", "12 MAIN ST"),
        ("DOE JANE", ""),
        ("DOE JANE Q", ""),
        ("ROEBERG LAQUITA", ""),
        ("12 MAIN ST ROEBERG LAQUITA", "12 MAIN ST"),
    ],
)
def test_who_is_named_in_an_address_is_cut_off(given: str, kept: str) -> None:
    assert without_names(given, WORDS, OWNERS) == kept


@pytest.mark.parametrize(
    "address",
    [
        "12 MAIN ST",
        "12 JOHN SMITH ST APT 3",
        "12 MARTIN LUTHER KING",
        "JOHN R LYNCH ST",
        "OFF LIVINGSTON RD",
        "S HIGHWAY 55",
        "LOT 5 MAIN  ST",
        "VACANT LAND",
        "HWY 49 N TERRY",
        "12 MAIN ST, JACKSON",
        "",
    ],
)
def test_an_address_that_names_nobody_stays_as_it_is(address: str) -> None:
    assert without_names(address, WORDS, OWNERS) == address
