"""What residents may write, what organizers may publish of it, and what can become of it."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landtrust.domain.suggestions import (
    DECISIONS,
    LONGEST_CONTACT,
    LONGEST_MESSAGE,
    LONGEST_NAME,
    STATES,
    Decision,
    InvalidFields,
    Said,
    clean_lines,
    parse_decision,
    parse_said,
    state_after,
)
from landtrust.errors import RuleBroken

GOOD = {"kind": "lot", "message": "The lot beside the church would make a garden."}
SENDER = Said("lot", GOOD["message"], "Marigold", "601-555-0142")


def _wrong(fields: dict[str, str]) -> dict[str, str]:
    with pytest.raises(InvalidFields) as caught:
        parse_said(fields)
    return {str(one.fields["parameter"]): one.message for one in caught.value.problems}


def _unpublishable(text: str, said: Said = SENDER) -> str:
    with pytest.raises(InvalidFields) as caught:
        parse_decision({"decision": "approve", "public_text": text}, said)
    assert [one.fields["parameter"] for one in caught.value.problems] == ["public_text"]
    return caught.value.message


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = _wrong(
        {
            "kind": "fly",
            "message": "hm",
            "name": "https://example.org",
            "contact": "www.example.org/buy",
        }
    )
    assert set(wrong) == {"kind", "message", "name", "contact"}
    assert "not a web address" in wrong["contact"]


def test_texts_may_be_as_long_as_the_sentence_says_and_no_longer() -> None:
    fields = {
        "kind": "offer",
        "message": "é" * LONGEST_MESSAGE,
        "name": "n" * LONGEST_NAME,
        "contact": "c" * LONGEST_CONTACT,
    }
    assert parse_said(fields).message == fields["message"]
    wrong = _wrong({name: f"{text}x" if name != "kind" else text for name, text in fields.items()})
    assert wrong == {
        "message": f"This is too long. It can have {LONGEST_MESSAGE} characters.",
        "name": f"This is too long. It can have {LONGEST_NAME} characters.",
        "contact": f"This is too long. It can have {LONGEST_CONTACT} characters.",
    }


def test_lines_count_as_browsers_count_them() -> None:
    typed = "\r\n".join(["x"] * (LONGEST_MESSAGE // 2))
    assert len(parse_said(GOOD | {"message": typed}).message) == LONGEST_MESSAGE - 1


def test_one_web_address_is_news_and_two_are_advertising() -> None:
    news = "It was in the paper: https://example.org/lot and that is why I write."
    assert parse_said(GOOD | {"message": news}).message == news
    assert "web addresses" in _wrong(GOOD | {"message": f"{news} www.example.com"})["message"]
    for hidden in ("[URL=x]pills[/url] <a href=x>", "HTTP://a ftp://b"):
        assert "message" in _wrong(GOOD | {"message": f"Good lot for all. {hidden}"})


@given(st.text(st.characters(codec=None), max_size=60))
@settings(max_examples=60)
def test_what_is_kept_can_be_seen_and_is_kept_as_it_is_when_it_comes_again(text: str) -> None:
    kept = clean_lines(text)
    assert clean_lines(kept) == kept
    assert kept == unicodedata.normalize("NFC", kept)
    assert "\n\n\n" not in kept
    assert not any(one != "\n" and unicodedata.category(one) in ("Cc", "Cs") for one in kept)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> {{ 7*7 }} {% raw %}",
        "Un jardín para niños, ¿por qué no?",
        "עברית and العربية in one sentence",
        "A family 👩‍👩‍👧 would live here 🏡🏽",
        "'; DROP TABLE suggestion; --",
    ],
)
def test_every_readable_text_is_taken_as_it_is(text: str) -> None:
    assert parse_said(GOOD | {"message": text}).message == text


def test_what_turns_or_hides_text_is_left_out() -> None:
    said = parse_said(GOOD | {"message": "Good\u202e\x00 lot\ud800\u200b for a garden\x1b[2J"})
    assert said.message == "Good lot for a garden[2J"


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("Marigold wants a garden.", "name or the contact"),
        ("The garden of MARIGOLD", "name or the contact"),
        ("Call 601-555-0142", "telephone"),
        ("Call (601) 555-0199 today", "telephone"),
        ("Write to ann@example.org", "e-mail"),
        ("", "everybody"),
        ("x" * (LONGEST_MESSAGE + 1), "too long"),
    ],
)
def test_what_tells_who_wrote_is_not_published(text: str, because: str) -> None:
    assert because in _unpublishable(text)


@pytest.mark.parametrize(
    "text",
    ["Marigolds would grow here.", "Parcel 28049-008690000050000001", "Lots 100-2 and 855-18"],
)
def test_what_only_looks_a_little_like_it_is_published(text: str) -> None:
    decision = parse_decision({"decision": "approve", "public_text": text}, SENDER)
    assert decision == Decision("approve", text)


def test_a_contact_in_words_is_not_published_either_and_a_short_name_hinders_nothing() -> None:
    said = Said("lot", "Garden", "Al", "the blue house on Example St")
    assert "contact" in _unpublishable("Ask at The Blue House  on Example St.", said)
    assert parse_decision({"decision": "approve", "public_text": "Al fresco dining"}, said)


def test_an_answer_needs_words_and_spam_gets_none() -> None:
    for fields in ({"decision": "answer"}, {"decision": "answer", "answer": "x" * 2001}):
        with pytest.raises(InvalidFields) as caught:
            parse_decision(fields, SENDER)
        assert caught.value.fields["parameter"] == "answer"
    given_up = {"answer": "Thank you.", "public_text": "Marigold"}
    assert parse_decision(given_up | {"decision": "spam"}, SENDER) == Decision("spam")
    declined = parse_decision(given_up | {"decision": "decline"}, SENDER)
    assert declined == Decision("decline", answer="Thank you.")
    with pytest.raises(InvalidFields, match="Choose"):
        parse_decision({"decision": "burn"}, SENDER)


def test_organizers_may_change_their_minds_but_not_mark_spam_twice() -> None:
    for state in STATES:
        for decision, after in DECISIONS.items():
            if (state, decision) != ("spam", "spam"):
                assert state_after(state, decision) == after
    with pytest.raises(RuleBroken, match="already"):
        state_after("spam", "spam")
