"""A phrase is its English text, and keeps what it was made of wherever it goes."""

import copy
import pickle
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.errors import InvalidInput
from landtrust.phrases import Phrase, counted, joined

_PATTERN = "%(name)s: “%(text)s” is not %(share)s%% of it."
_VALUES = st.text() | st.integers() | st.dates() | st.decimals() | st.none()

SAID = [
    Phrase("100% of it."),
    Phrase("%(name)s, 50%% of it, on %(day)s.", name="Ann", day=date(2026, 3, 1)),
    counted("%(num)s parcel of %(name)s", "%(num)s parcels of %(name)s", 2, name="Ann"),
    Phrase("So: %(why)s", why=Phrase("%(cents)s is too much.", cents=Decimal("1.50"))),
]


@given(st.fixed_dictionaries({"name": _VALUES, "text": _VALUES, "share": _VALUES}))
@settings(max_examples=30)
def test_a_phrase_is_its_pattern_filled_in_whatever_the_values(values: dict[str, object]) -> None:
    phrase = Phrase(_PATTERN, **values)
    assert phrase == str(phrase) == _PATTERN % values
    assert (phrase.pattern, phrase.plural, phrase.values) == (_PATTERN, None, values)


@given(st.integers(-999, 999), st.text())
@settings(max_examples=20)
def test_what_is_counted_is_said_for_one_or_for_more(number: int, name: str) -> None:
    said = counted("%(num)s lot of %(name)s", "%(num)s lots of %(name)s", number, name=name)
    form = said.pattern if number == 1 else said.plural
    assert form is not None
    assert said == form % {"num": number, "name": name}


def _sent(phrase: Phrase) -> Phrase:
    sent: Phrase = pickle.loads(pickle.dumps(phrase))  # noqa: S301 - our own
    return sent


@pytest.mark.parametrize("phrase", SAID)
@pytest.mark.parametrize("sent", [copy.copy, copy.deepcopy, _sent])
def test_a_phrase_that_is_sent_elsewhere_keeps_what_it_was_made_of(
    sent: Callable[[Phrase], Phrase], phrase: Phrase
) -> None:
    again = sent(phrase)
    assert type(again) is Phrase
    assert again == phrase
    assert (again.pattern, again.plural) == (phrase.pattern, phrase.plural)
    assert again.values == phrase.values
    assert [type(one) for one in again.values.values()] == [
        type(one) for one in phrase.values.values()
    ]


def test_an_error_that_is_sent_elsewhere_keeps_its_phrase() -> None:
    problem = pickle.loads(pickle.dumps(InvalidInput(SAID[3], parameter="why")))  # noqa: S301 - our own
    assert problem.message.values["why"].pattern == "%(cents)s is too much."


def test_phrases_in_a_row_stand_apart_by_what_is_asked_for() -> None:
    row = joined(SAID[:2], " 5% ")
    assert row == "100% of it. 5% Ann, 50% of it, on 2026-03-01."
    assert list(row.values.values()) == SAID[:2]
    assert joined([]) == ""
