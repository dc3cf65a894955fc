import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landtrust.domain.text import clean_text, visible_text

any_text = st.text(st.characters())  # with controls and lone surrogates


@given(any_text)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert visible_text(visible_text(text)) == visible_text(text)


@given(any_text)
def test_clean_text_has_single_blanks_no_controls_and_can_be_stored(text: str) -> None:
    clean = clean_text(text)
    assert "  " not in clean
    assert clean == clean.strip()
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in clean)
    assert unicodedata.is_normalized("NFC", clean)
    clean.encode()


@pytest.mark.parametrize(
    ("given_text", "clean"),
    [
        ("SMITH\x00 ANN", "SMITH ANN"),
        ("SMITH\r\n\tANN", "SMITH ANN"),
        ("SMITH\u00a0\u00a0ANN", "SMITH ANN"),
        ("\ufeffSMITH\u200b", "SMITH"),
        ("abc\u202egpj.exe", "abcgpj.exe"),
        ("PEN\u0303A", "PE\u00d1A"),
        ("<img src=x onerror=1>", "<img src=x onerror=1>"),
        (" ", ""),
    ],
)
def test_what_nobody_sees_is_gone_and_all_else_stays(given_text: str, clean: str) -> None:
    assert clean_text(given_text) == clean


def test_visible_text_keeps_inner_blanks() -> None:
    assert visible_text(" 12   A ") == "12   A"
