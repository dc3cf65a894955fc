"""A parcel in plain sentences, for whatever is known of it and whatever is not."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.assets import data_folder
from landtrust.domain.owner_kinds import OwnerKind
from landtrust.queries.held_since import HeldSince
from landtrust.sources.codes import map_classes
from landtrust.sources.plain_texts import read_plain_texts
from landtrust.web.parcel_words import (
    KnownOfParcel,
    first_sentence,
    parcel_story,
    plain_sentences,
)
from tests.parcel_stories import LISTED, LOT, SINCE, SNAPSHOT, TODAY, all_texts, holding, known

PLAIN = read_plain_texts(data_folder(), None)
USES = sorted(map_classes(data_folder()).codes("land_use"))
KINDS = [kind.value for kind in OwnerKind]
ROWS = st.builds(
    LOT._replace,
    owner_kind=st.sampled_from(KINDS),
    owner_name=st.none()
    | st.sampled_from(["JACKSON CITY OF", "STATE OF MS TAX FORFEITED LANDS", "RED CLAY INC."]),
    land_use=st.none() | st.sampled_from(USES),
    vacant=st.none() | st.booleans(),
    area_sqm=st.floats(0.5, 1e7),
    snapshot=st.sampled_from([SNAPSHOT, LISTED]),
)
KNOWN = st.builds(
    KnownOfParcel,
    row=ROWS,
    since=st.none()
    | st.builds(
        HeldSince, st.none() | st.integers(1990, 2030), st.just(TODAY), is_oldest=st.booleans()
    ),
    holding=st.none() | st.builds(holding, is_common=st.booleans(), is_leased=st.booleans()),
    tax_status=st.none() | st.sampled_from(["DELINQUENT", "SOLD 100 %"]),
    today=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)


@given(KNOWN)
@settings(max_examples=150)
def test_whatever_is_known_every_sentence_is_whole_and_claims_something(
    of: KnownOfParcel,
) -> None:
    story = parcel_story(of)
    for text in all_texts(story):
        assert re.fullmatch(r"[A-Z].*[.?]( [A-Z].*\.)?", text), text
        for wrong in ("None", "  ", " .", "..", " ,", "%(", "not stated", "{", "unknown"):
            assert wrong not in text, text
    assert of.is_leased or story.lead[0] == first_sentence(of.row)
    assert plain_sentences(of.row).startswith(first_sentence(of.row))
    assert len(set(all_texts(story))) == len(all_texts(story))
    assert story.can_be_done


@given(KNOWN)
@settings(max_examples=50)
def test_every_rule_and_every_word_of_a_story_is_one_that_we_have(of: KnownOfParcel) -> None:
    story = parcel_story(of)
    told = (*story.could_happen, *story.can_be_done)
    assert {code for one in told for code in one.rules} <= set(PLAIN.rules)
    assert set(story.terms) <= set(PLAIN.terms)


def test_a_vacant_lot_that_the_state_holds_is_told_as_neighbors_would() -> None:
    row = LOT._replace(
        vacant=True, owner_kind="government_state",
        owner_name="STATE OF MISSISSIPPI TAX FORFEITED LANDS",
    )  # fmt: skip
    assert " ".join(parcel_story(known(row, since=SINCE)).lead) == (
        "This lot of 0.20 acres is vacant. "
        "The State has held it since the tax roll of 2023, after unpaid taxes. "
        "An organization may be able to apply for it."
    )


def test_who_may_buy_land_of_the_state_is_a_question_for_a_lawyer_with_both_citations() -> None:
    row = LOT._replace(snapshot=LISTED)
    story = parcel_story(known(row))
    assert story.lead[2] == "It was on the State list of such land on August 3, 2026."
    (advice,) = (one for one in story.can_be_done if "corporations" in one.rules)
    assert "ask a lawyer" in advice.text
    assert len(PLAIN.rules["corporations"].citations) == 2
    assert [one.rules for one in story.could_happen] == [("priority",), ("next_door",)]


def test_that_the_state_took_land_for_taxes_is_said_only_where_something_says_so() -> None:
    row = LOT._replace(owner_kind="government_state", owner_name="STATE OF MISSISSIPPI")
    story = parcel_story(known(row))
    assert "unpaid taxes" not in " ".join(story.lead)
    assert story.could_happen[0].text.startswith("We do not know how the State got it.")


def test_since_when_is_a_bound_and_says_so() -> None:
    oldest = HeldSince(2025, TODAY, is_oldest=True)
    assert _owner_told(known(since=oldest)).endswith("since 2025 or before.")
    assert _owner_told(known(since=SINCE)).endswith("since the tax roll of 2023.")
    undated = HeldSince(None, TODAY, is_oldest=True)
    assert _owner_told(known(since=undated)).endswith("since November 23, 2026 or before.")
    assert _owner_told(known()) == "It belongs to a private person."


def _owner_told(of: KnownOfParcel) -> str:
    return parcel_story(of).lead[1]


def test_taxed_land_is_told_of_the_next_sale_and_of_the_two_years_after_it() -> None:
    story = parcel_story(known())
    assert [one.rules for one in story.could_happen] == [("tax_sale",), ("redemption",)]
    assert "August 30, 2027" in story.could_happen[0].text
    assert [one.help_for for one in story.can_be_done] == ["taxes", "heirs"]


@pytest.mark.parametrize("kind", ["business", "bank"])
def test_of_a_business_nobody_is_asked_whether_their_family_owns_it(kind: str) -> None:
    story = parcel_story(known(LOT._replace(owner_kind=kind)))
    assert [one.help_for for one in story.can_be_done] == ["taxes"]


def test_land_of_a_government_or_in_common_is_nobodys_to_offer() -> None:
    kinds = {kind for kind in KINDS if not known(LOT._replace(owner_kind=kind)).may_be_offered}
    assert kinds == {kind for kind in KINDS if kind.startswith("government_")}
    assert not known(LOT._replace(snapshot=LISTED)).may_be_offered
    assert not known(holding=holding(is_common=True)).may_be_offered


@pytest.mark.parametrize(
    "kind", ["church", "nonprofit", "land_trust", "railroad_utility", "government_federal"]
)
def test_of_land_that_may_be_free_of_taxes_no_sale_is_told(kind: str) -> None:
    assert parcel_story(known(LOT._replace(owner_kind=kind))).could_happen == ()


def test_land_in_common_is_told_by_the_book_and_not_by_the_roll() -> None:
    story = parcel_story(known(since=SINCE, holding=holding(is_common=True, is_leased=True)))
    assert story.lead[1:] == (
        "It is held in common by The Trust, since March 1, 2015.",
        "Somebody leases it from them.",
    )
    assert story.could_happen == ()
    other = parcel_story(known(holding=holding(is_common=False)))
    assert other.lead[1] == "It belongs to a private person."


def test_the_tax_status_stands_first_for_those_who_may_read_it() -> None:
    story = parcel_story(known(tax_status="DELINQUENT"))
    assert story.could_happen[0].text == "The tax roll says of its taxes: DELINQUENT."


@pytest.mark.parametrize(
    ("roll", "told"),
    [
        ((None, None), "The tax roll does not say what this lot of 0.20 acres is used for."),
        ((None, False), "This lot of 0.20 acres is not vacant."),
        (("vacant", None), "This lot of 0.20 acres is vacant."),
        (("vacant", False), "This lot of 0.20 acres is not vacant."),
        (("residential", True), "This lot of 0.20 acres is vacant."),
        (("public", False), "This lot of 0.20 acres is for public use."),
        (("other", None), "The tax roll lists another use for this lot of 0.20 acres."),
    ],
)
def test_what_it_is_never_says_more_than_the_roll(
    roll: tuple[str | None, bool | None], told: str
) -> None:
    land_use, vacant = roll
    assert first_sentence(LOT._replace(land_use=land_use, vacant=vacant)) == told


def test_every_use_has_a_sentence_of_its_own() -> None:
    told = {first_sentence(LOT._replace(land_use=use)) for use in USES}
    assert len(told) == len(USES)


def test_a_story_says_whether_it_tells_law() -> None:
    assert parcel_story(known()).tells_law
    assert not parcel_story(known(LOT._replace(owner_kind="church"))).tells_law


def test_what_is_leased_is_not_called_vacant_and_not_offered() -> None:
    row = LOT._replace(vacant=True)
    story = parcel_story(known(row, holding=holding(is_common=True, is_leased=True)))
    assert story.lead[0] == "The tax roll counts no building on this lot of 0.20 acres."
    assert [one.text for one in story.can_be_done] == [
        "Would you like land like this? Ask the people of the land trust."
    ]
    free = parcel_story(known(row, holding=holding(is_common=True, is_leased=False)))
    assert free.lead[0] == "This lot of 0.20 acres is vacant."
