"""The web door says phrases of the layers below in the language of the page, to the last value."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask, render_template_string

from landtrust.phrases import Phrase, counted, joined
from landtrust.web import languages
from landtrust.web.languages import SPANISH, say, speak
from landtrust.web.po_files import Spoken

SAID = {
    "%(right)s, from %(day)s: %(problem)s": ("%(right)s, desde el %(day)s: %(problem)s",),
    "Ground lease": ("Arrendamiento del suelo",),
    "The shares add up to %(total)s.": ("Las partes suman %(total)s.",),
    "%(num)s parcel of %(name)s": ("%(num)s lote de %(name)s", "%(num)s lotes de %(name)s"),
    "Sold.": ("Vendido.",),
    "100% of it.": ("El 100 %.",),
    "Held by %(name)s since then.": ("En manos de %(name)s desde entonces.",),
}
in_spanish = pytest.mark.usefixtures("_in_spanish")
NESTED = Phrase(
    "%(right)s, from %(day)s: %(problem)s",
    right=Phrase("Ground lease"),
    day=date(2026, 3, 1),
    problem=Phrase("The shares add up to %(total)s.", total=Decimal("0.5")),
)


@pytest.fixture
def _in_spanish(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    app = Flask(__name__)
    speak(app)
    monkeypatch.setattr(languages, "translations", {"es": Spoken(SAID)}.__getitem__)
    with app.test_request_context("/es/", environ_overrides={"landtrust.language": SPANISH}):
        yield


@in_spanish
def test_a_phrase_within_a_phrase_is_said_with_it_and_a_day_in_words() -> None:
    assert (
        say(NESTED) == "Arrendamiento del suelo, desde el 1 de marzo de 2026: Las partes suman 0.5."
    )


def test_outside_of_a_page_the_same_is_english() -> None:
    assert str(NESTED) == "Ground lease, from 2026-03-01: The shares add up to 0.5."


@in_spanish
@pytest.mark.parametrize(("number", "said"), [(1, "1 lote de Ann"), (2, "2 lotes de Ann")])
def test_what_is_counted_is_said_in_the_form_of_its_number(number: int, said: str) -> None:
    counting = counted(
        "%(num)s parcel of %(name)s", "%(num)s parcels of %(name)s", number, name="Ann"
    )
    assert say(counting) == said


@in_spanish
def test_phrases_in_a_row_are_said_each_for_itself() -> None:
    assert say(joined([Phrase("Sold."), Phrase("100% of it.")], " ")) == "Vendido. El 100 %."


@in_spanish
def test_what_no_catalog_has_is_said_in_english() -> None:
    assert say(Phrase("Of %(name)s, 5%% more.", name="Ann")) == "Of Ann, 5% more."
    assert say("") == ""


@in_spanish
def test_a_template_may_break_what_it_says_into_lines() -> None:
    broken = '{% trans name="Ann" %}\n  Held by {{ name }}\n  since then.\n{% endtrans %}'
    assert render_template_string(broken) == "En manos de Ann desde entonces."
