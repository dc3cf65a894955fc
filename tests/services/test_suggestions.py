"""What residents send: who reads it, what is public, what is deleted, and what the book keeps."""

from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from landtrust.database import writing_a_little
from landtrust.domain.suggestions import (
    DECISIONS,
    PERSONAL_DATA_LAST,
    SPAM_LASTS,
    UNREAD_LASTS,
    Said,
)
from landtrust.errors import (
    InvalidInput,
    LandTrustError,
    NotAllowed,
    NotFound,
    RuleBroken,
    TooManyAttempts,
)
from landtrust.model.audit import AuditEvent
from landtrust.model.suggestions import Suggestion, SuggestionSender
from landtrust.queries.suggestions import (
    approved_suggestions,
    suggested_lot,
    suggestion,
    suggestion_counts,
    suggestion_page,
)
from landtrust.queries.visibility import Tier
from landtrust.services import suggestion_limits
from landtrust.services.record_book import AlreadyDone, Errand
from landtrust.services.suggestion_limits import (
    MOST_A_DAY,
    MOST_AN_HOUR,
    MOST_IN_ALL,
    MOST_OF_A_LOT,
)
from landtrust.services.suggestions import Sending, send_suggestion, tidy_suggestions
from tests.say import CONTACT, LOT, MESSAGE, NAME, NOON, PUBLIC_TEXT, RESIDENT, Box
from tests.seeded import lot_id
from tests.stores import values_of

DAY = 24 * 60 * 60


@pytest.fixture
def box(own_town: Connection) -> Box:
    return Box(own_town)


def _events(box: Box) -> list[tuple[str, str, str]]:
    told = select(AuditEvent.action, AuditEvent.subject, AuditEvent.actor).order_by(AuditEvent.id)
    return [(row.action, row.subject, row.actor) for row in box.connection.execute(told)]


def _whole_book(box: Box) -> str:
    rows = box.connection.execute(select(AuditEvent.__table__)).mappings()
    return orjson.dumps([dict(row) for row in rows], default=str).decode()


def test_what_is_sent_waits_unread_and_nothing_of_it_is_public(box: Box) -> None:
    number, token = box.send()
    assert approved_suggestions(box.connection, LOT) == ()
    own = box.own(token)
    assert (own.state, own.message, own.keeps_name, own.keeps_contact) == (
        "new",
        MESSAGE,
        True,
        True,
    )
    assert own.lot is not None
    assert own.lot.public_id == lot_id("100-2")
    seen = suggestion(box.connection, number, Tier.ORGANIZER)
    assert seen.said == Said("lot", MESSAGE, NAME, CONTACT)
    assert seen.sent_at == NOON
    assert _events(box) == [("send_suggestion", f"suggestion {number}", "a resident")]


def test_only_people_who_work_with_the_trust_read_who_sent_it(box: Box) -> None:
    number, _token = box.send()
    for tier in Tier:
        said = suggestion(box.connection, number, tier).said
        (row,) = suggestion_page(box.connection, "new", tier, 5).rows
        kept = (NAME, CONTACT) if tier >= Tier.ORGANIZER else (None, None)
        assert (said.name, said.contact) == (row.said.name, row.said.contact) == kept


def test_the_store_does_not_know_the_link(box: Box) -> None:
    _number, token = box.send()
    rows = box.connection.execute(select(Suggestion.__table__)).mappings().all()
    assert token not in str([dict(row) for row in rows])
    for wrong in ("word 1", "", "word 0 ", "\ud800", "x" * 10_000):
        with pytest.raises(NotFound, match="nothing at this link"):
            box.own(wrong)


def test_a_form_that_is_sent_twice_counts_once(box: Box) -> None:
    box.send(form_key="a" * 64)
    with pytest.raises(AlreadyDone):
        box.send(form_key="a" * 64)
    assert suggestion_counts(box.connection)["new"] == 1


def test_what_is_approved_is_public_in_the_organizers_words_alone(box: Box) -> None:
    number, token = box.send(lot=None)
    with pytest.raises(InvalidInput, match="which lot"), box.connection.begin_nested():
        box.decide(number, "approve", lot=None)
    box.later(hours=1)
    box.decide(number, "approve", answer="Thank you.")
    (said,) = approved_suggestions(box.connection, LOT)
    assert (said.kind, said.text, said.approved_at) == ("lot", PUBLIC_TEXT, box.now)
    assert approved_suggestions(box.connection, LOT + 1) == ()
    own = box.own(token)
    assert (own.state, own.public_text, own.answer) == ("approved", PUBLIC_TEXT, "Thank you.")
    box.later(hours=1)
    box.decide(number, "decline", answer="After all, no.")
    assert approved_suggestions(box.connection, LOT) == ()
    assert box.own(token).public_text is None


def test_a_decision_on_what_has_changed_since_is_refused(box: Box) -> None:
    number, token = box.send()
    seen = suggestion(box.connection, number, Tier.ORGANIZER).event_id
    box.decide(number, "answer", answer="We will ask.", seen=seen)
    with pytest.raises(RuleBroken, match="after you opened it"), box.connection.begin_nested():
        box.decide(number, "spam", seen=seen)
    assert box.own(token).answer == "We will ask."
    box.decide(number, "spam", seen=suggestion(box.connection, number, Tier.STEWARD).event_id)
    with pytest.raises(RuleBroken, match="already"), box.connection.begin_nested():
        box.decide(number, "spam")


def test_spam_loses_its_sender_at_once_and_goes_after_a_while(box: Box) -> None:
    number, token = box.send()
    box.decide(number, "spam")
    own = box.own(token)
    assert (own.keeps_name, own.keeps_contact, own.answer) == (False, False, None)
    box.now += SPAM_LASTS
    assert box.tidy().spam == ()
    box.later(seconds=1)
    assert box.tidy().spam == (number,)
    with pytest.raises(NotFound):
        suggestion(box.connection, number, Tier.STEWARD)


def test_a_sender_deletes_who_they_are_and_the_text_stays(box: Box) -> None:
    number, token = box.send()
    box.forget(token)
    assert suggestion(box.connection, number, Tier.STEWARD).said == Said("lot", MESSAGE)
    assert box.own(token).message == MESSAGE
    assert _events(box)[-1] == ("forget_sender", f"suggestion {number}", "a resident")


def test_a_sender_deletes_everything_also_what_is_public(box: Box) -> None:
    number, token = box.send()
    box.decide(number, "approve")
    box.delete(token)
    assert approved_suggestions(box.connection, LOT) == ()
    for gone in (lambda: box.own(token), lambda: box.delete(token), lambda: box.forget(token)):
        with pytest.raises(NotFound), box.connection.begin_nested():
            gone()
    with pytest.raises(NotFound, match="deleted"), box.connection.begin_nested():
        box.decide(number, "answer", answer="Too late.")
    assert [action for action, *_rest in _events(box)] == [
        "send_suggestion", "decide_suggestion", "delete_suggestion",
    ]  # fmt: skip
    later, _token = box.send()
    assert later > number, "the number of what was deleted is used by nothing else"


def test_the_book_keeps_nothing_that_people_can_delete(box: Box) -> None:
    number, token = box.send()
    box.decide(number, "approve", answer="Call the office, please.")
    box.forget(token)
    box.delete(token)
    told = _whole_book(box)
    for private in (
        MESSAGE,
        NAME,
        CONTACT,
        PUBLIC_TEXT,
        "office",
        token,
        lot_id("100-2"),
        "parcel",
    ):
        assert private not in told


def test_senders_are_forgotten_a_while_after_a_decision(box: Box) -> None:
    waiting, _token = box.send()
    decided, token = box.send()
    box.decide(decided, "answer", answer="We will ask.")
    box.now += PERSONAL_DATA_LAST
    assert box.tidy().senders == ()
    assert box.own(token).keeps_contact
    box.later(seconds=1)
    assert box.tidy().senders == (decided,)
    assert not box.own(token).keeps_contact
    assert box.own(token).answer == "We will ask."
    assert suggestion(box.connection, waiting, Tier.STEWARD).said.name == NAME
    box.now = NOON + UNREAD_LASTS
    assert box.tidy().senders == (waiting,)
    assert box.tidy().senders == ()
    assert [one for one in _events(box) if one[0] == "tidy_suggestions"] == [
        ("tidy_suggestions", "suggestions", "the command line")
    ] * 2


def test_the_public_may_not_tidy_and_nobody_else_decides(box: Box) -> None:
    with pytest.raises(NotAllowed):
        tidy_suggestions(box.connection, box.errand("tidy_suggestions", RESIDENT))


def test_lists_show_the_oldest_new_ones_and_the_latest_of_the_others(box: Box) -> None:
    numbers = [box.send()[0] for _ in range(5)]
    first = suggestion_page(box.connection, "new", Tier.ORGANIZER, 3)
    assert [one.id for one in first.rows] == numbers[:3]
    rest = suggestion_page(box.connection, "new", Tier.ORGANIZER, 3, first.older)
    assert ([one.id for one in rest.rows], rest.older) == (numbers[3:], None)
    for number in numbers:
        box.decide(number, "decline")
    page = suggestion_page(box.connection, "declined", Tier.ORGANIZER, 3)
    assert [one.id for one in page.rows] == numbers[:1:-1]
    rest = suggestion_page(box.connection, "declined", Tier.ORGANIZER, 3, page.older)
    assert [one.id for one in rest.rows] == numbers[1::-1]
    assert suggestion_counts(box.connection) == {
        "new": 0, "approved": 0, "answered": 0, "declined": 5, "spam": 0,
    }  # fmt: skip


def test_a_lot_is_known_by_its_number_also_when_it_left_the_roll(box: Box) -> None:
    assert suggested_lot(box.connection, lot_id("100-2")).situs_address == "103 EXAMPLE ST"
    assert suggested_lot(box.connection, lot_id("100-9")).situs_address is None
    with pytest.raises(NotFound, match="no lot"):
        suggested_lot(box.connection, "28049-none")


def _refused(box: Box, lot: int | None = None, sender: str | None = None) -> TooManyAttempts:
    with pytest.raises(TooManyAttempts) as caught, box.connection.begin_nested():
        box.send(lot, sender)
    return caught.value


def test_one_network_sends_a_few_within_an_hour_and_some_in_a_day(box: Box) -> None:
    for _ in range(MOST_AN_HOUR):
        box.send(None, "ours")
    box.send(None, "theirs")
    box.later(minutes=45)
    assert _refused(box, sender="ours").retry_after_seconds == 15 * 60
    for _ in range(MOST_A_DAY - MOST_AN_HOUR):
        box.later(minutes=15)
        box.send(None, "ours")
    refused = _refused(box, sender="ours")
    assert "today" in refused.message
    midnight = NOON.replace(hour=0).timestamp() + DAY
    assert refused.retry_after_seconds == midnight - box.now.timestamp()
    box.later(seconds=refused.retry_after_seconds)
    box.send(None, "ours")
    marks = select(SuggestionSender.mark, SuggestionSender.hour, SuggestionSender.number)
    assert box.connection.execute(marks).all() == [("ours", 0, 1)]


def test_what_is_sent_at_the_same_time_is_counted_together(store: Engine) -> None:
    def send(number: int) -> bool:
        said = Said("lot", MESSAGE)
        sending = Sending(said, None, f"word {number}", "one network")
        try:
            with writing_a_little(store) as connection:
                send_suggestion(connection, Errand(RESIDENT, "send_suggestion", NOON), sending)
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(6) as people:
        taken = list(people.map(send, range(2 * MOST_AN_HOUR)))
    assert taken.count(True) == MOST_AN_HOUR
    assert values_of(store, "SELECT number FROM suggestion_sender") == [MOST_AN_HOUR]


def test_networks_are_forgotten_the_day_after_even_if_nobody_sends(box: Box) -> None:
    box.send(None, "ours")
    box.tidy()
    assert box.connection.scalar(select(func.count()).select_from(SuggestionSender)) == 1
    box.later(days=1)
    box.tidy()
    assert box.connection.scalar(select(func.count()).select_from(SuggestionSender)) == 0


def test_one_lot_and_the_whole_site_take_only_so_much_in_a_day(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_IN_ALL == 200
    monkeypatch.setattr(suggestion_limits, "MOST_IN_ALL", MOST_OF_A_LOT + 1)
    tokens = [box.send()[1] for _ in range(MOST_OF_A_LOT)]
    refused = _refused(box, LOT)
    assert ("this lot" in refused.message, refused.retry_after_seconds) == (True, DAY // 2)
    box.send(LOT + 1)
    box.delete(tokens[0])
    assert "more than we can read" in _refused(box, LOT + 1).message, "deleted ones count"
    box.later(hours=12)
    box.send()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "fly"},
        {"state": "lost"},
        {"state": "approved", "decided_at": NOON},
        {"public_text": "x"},
        {"state": "approved", "decided_at": NOON, "public_text": "x", "parcel_id": None},
        {"state": "declined"},
        {"decided_at": NOON},
        {"state": "spam", "decided_at": NOON, "sender_name": "x"},
        {"parcel_id": 99_999},
    ],
)
def test_the_store_itself_refuses_what_cannot_be(box: Box, wrong: dict[str, object]) -> None:
    number, _token = box.send()
    event = select(AuditEvent.id).scalar_subquery()
    values = {
        "id": number, "token_sha256": "x" * 64, "kind": "lot", "parcel_id": LOT, "message": "x",
        "sent_at": NOON, "state": "new", "event_id": event,
    }  # fmt: skip
    box.connection.execute(delete(Suggestion))
    with pytest.raises(IntegrityError), box.connection.begin_nested():
        box.connection.execute(insert(Suggestion).values(**values | wrong))
    box.connection.execute(insert(Suggestion).values(**values))


_STEPS = st.one_of(
    st.tuples(st.just("send"), st.sampled_from([None, LOT, LOT + 1])),
    st.tuples(st.sampled_from(sorted(DECISIONS)), st.integers(0, 3)),
    st.tuples(st.sampled_from(["forget", "delete"]), st.integers(0, 3)),
    st.tuples(st.just("wait"), st.sampled_from([1, 29, 30, 400])),
)


@given(steps=st.lists(_STEPS, max_size=12))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_every_history_only_what_is_approved_is_public_and_what_is_deleted_is_gone(
    own_town: Connection, steps: list[tuple[str, int | None]]
) -> None:
    with own_town.begin_nested() as undo:
        box = Box(own_town)
        sent: list[tuple[int, str]] = []
        forgotten: set[int] = set()
        for what, value in steps:
            _take(box, what, value, sent, forgotten)
            _require_sound(box, forgotten)
        undo.rollback()


def _take(
    box: Box, what: str, value: int | None, sent: list[tuple[int, str]], forgotten: set[int]
) -> None:
    box.later(minutes=1)
    if what == "send":
        sent.append(box.send(value))
    elif what == "wait":
        box.later(days=value or 0)
        done = box.tidy()
        forgotten.update(done.senders)
    elif value is not None and value < len(sent):
        number, token = sent[value]
        try:
            with box.connection.begin_nested():
                if what in DECISIONS:
                    box.decide(number, what, answer="Thank you.")
                else:
                    getattr(box, what)(token)
        except LandTrustError:
            return
        if what in ("forget", "spam", "delete"):
            forgotten.add(number)


def _require_sound(box: Box, forgotten: set[int]) -> None:
    rows = box.connection.execute(select(Suggestion.__table__)).mappings().all()
    public = {row["id"] for row in rows if row["public_text"] is not None}
    assert public == {row["id"] for row in rows if row["state"] == "approved"}
    read = [one for lot in (LOT, LOT + 1) for one in approved_suggestions(box.connection, lot)]
    assert len(read) == len(public)
    named = {row["id"] for row in rows if row["sender_name"] or row["sender_contact"]}
    assert not named & forgotten
