"""Catalogs are read as Babel reads them, and what is counted is said in the form of its number."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.web.po_files import Spoken, read_messages

_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from('"\\\n\t%'),
    min_size=1,
)


def _written(catalog: Catalog, path: Path, width: int = 76) -> Path:
    with path.open("wb") as file:
        write_po(file, catalog, width=width)
    return path


@given(st.dictionaries(_TEXTS, _TEXTS | st.tuples(_TEXTS, _TEXTS), max_size=5), st.integers(20, 90))
@settings(max_examples=30)
def test_what_babel_writes_is_read_whatever_it_says(
    tmp_path_factory: pytest.TempPathFactory, said: dict[str, str | tuple[str, str]], width: int
) -> None:
    catalog = Catalog()
    for message, forms in said.items():
        catalog.add(message if isinstance(forms, str) else (message, "more"), forms)
    path = _written(catalog, tmp_path_factory.mktemp("catalog") / "any.po", width)
    assert read_messages(path) == {
        message: (forms,) if isinstance(forms, str) else forms for message, forms in said.items()
    }


def test_a_message_that_is_not_whole_is_left_out(tmp_path: Path) -> None:
    catalog = Catalog()
    catalog.add("Lot")
    catalog.add(("%(num)s lot", "%(num)s lots"), ("%(num)s lote", ""))
    assert read_messages(_written(catalog, tmp_path / "begun.po")) == {}


def test_what_is_counted_is_said_in_the_form_of_its_number_and_alone_as_one() -> None:
    spoken = Spoken({"Lot": ("Lote",), "%(num)s lot": ("%(num)s lote", "%(num)s lotes")})
    assert spoken.gettext("Lot") == "Lote"
    assert [spoken.ngettext("%(num)s lot", "%(num)s lots", n) for n in (0, 1, 2)] == [
        "%(num)s lotes",
        "%(num)s lote",
        "%(num)s lotes",
    ]
    assert spoken.gettext("%(num)s lot") == "%(num)s lote"
    assert spoken.gettext("Parcel") == "Parcel"
