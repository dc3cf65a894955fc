"""The board's seats and the trust's duties, as they are recorded and read."""

from collections.abc import Sequence
from datetime import date

import pytest

from landtrust.domain.board import SeatKind
from landtrust.errors import InvalidInput, NotFound, RuleBroken
from landtrust.queries.board import board, board_seat
from landtrust.queries.duties import duties, duty
from landtrust.queries.visibility import Tier
from landtrust.services.interests import Burden, record_responsibility
from landtrust.services.record_book import EditConflict
from landtrust.services.stewardship import Seat, end_seat, record_monitoring, seat_board
from tests.book import Book, on

BEGAN, TODAY = date(2024, 1, 1), date(2026, 11, 25)
OPEN = (BEGAN, None)


def _seat(
    book: Book, kind: str, name: str, who: str | None, term: tuple[date, date | None] = OPEN
) -> int:
    party = None if who is None else book.party(who)
    seat = Seat(kind, name, *term, party)
    return seat_board(book.connection, book.errand("seat_board"), seat)


def test_a_board_in_thirds_is_said_to_be(book: Book) -> None:
    for kind in SeatKind:
        _seat(book, kind, f"{kind} 1", f"Person {kind}")
    seen = board(book.connection, Tier.STEWARD, on(TODAY))
    assert seen.check.in_thirds
    assert [one.state for one in seen.seats] == ["sits"] * 3
    assert seen.sentences[0] == "Leaseholders have 1 of 3 seats: a third."


def test_who_sits_is_told_by_tier(book: Book) -> None:
    _seat(book, "leaseholder", "Leaseholders 1", "Ann Sample")
    _seat(book, "community", "Community 1", "Lee Sample")
    named = {
        tier: [
            one.party and one.party.name for one in board(book.connection, tier, on(TODAY)).seats
        ]
        for tier in Tier
    }
    assert named == {
        Tier.PUBLIC: [],
        Tier.ORGANIZER: [None, "Lee Sample"],
        Tier.STEWARD: ["Ann Sample", "Lee Sample"],
    }
    public = board(book.connection, Tier.PUBLIC, on(TODAY)).check
    assert public.counts[SeatKind.LEASEHOLDER] == 1
    assert "Ann" not in " ".join(public.sentences)


def test_vacant_ended_and_coming_terms_are_told_apart(book: Book) -> None:
    _seat(book, "public", "Public 1", "Old Sample", (BEGAN, date(2025, 1, 1)))
    _seat(book, "public", "Public 1", "New Sample", (date(2025, 1, 1), None))
    _seat(book, "public", "Public 2", "Gone Sample", (BEGAN, date(2025, 6, 1)))
    _seat(book, "public", "Public 3", None)
    _seat(book, "public", "Public 4", "Next Sample", (date(2027, 1, 1), None))
    seen = board(book.connection, Tier.STEWARD, on(TODAY))
    assert [(one.seat, one.state, one.is_taken_up) for one in seen.seats] == [
        ("Public 1", "sits", False),
        ("Public 1", "ended", True),
        ("Public 2", "ended", False),
        ("Public 3", "vacant", False),
        ("Public 4", "to come", False),
    ]
    assert [one.holder for one in seen.check.ended] == ["Gone Sample"]
    assert len(seen.check.vacant) == 1


def test_a_term_is_ended(book: Book) -> None:
    number = _seat(book, "public", "Public 1", "Ann Sample")
    before = board_seat(book.connection, number, Tier.STEWARD, on(TODAY))
    end_seat(book.connection, book.errand("seat_board", before.version), number, TODAY)
    seat = board_seat(book.connection, number, Tier.STEWARD, on(TODAY))
    assert (seat.state, seat.valid_to) == ("ended", TODAY)
    with pytest.raises(EditConflict):
        end_seat(book.connection, book.errand("seat_board", before.version), number, TODAY)
    with pytest.raises(RuleBroken, match="ended before"):
        end_seat(book.connection, book.errand("seat_board"), number, date(2027, 1, 1))
    with pytest.raises(InvalidInput):
        end_seat(book.connection, book.errand("seat_board"), number, BEGAN)


def test_a_seat_that_is_not_there_is_not_found(book: Book) -> None:
    number = _seat(book, "public", "Public 1", "Ann Sample")
    for asked, tier in ((9_999, Tier.STEWARD), (number, Tier.PUBLIC)):
        with pytest.raises(NotFound):
            board_seat(book.connection, asked, tier, on(TODAY))


@pytest.mark.parametrize(("kind", "name"), [("king", "Seat"), ("public", " ")])
def test_a_seat_needs_a_kind_and_a_name(kind: str, name: str, book: Book) -> None:
    with pytest.raises(InvalidInput):
        _seat(book, kind, name, "Ann Sample")


def _duty(book: Book, unit: int, type_: str, every: int | None, party: int | None = None) -> int:
    errand = book.errand("record_responsibility")
    burden = Burden(type_, BEGAN, party, every_months=every, description="As the lease says")
    return record_responsibility(book.connection, errand, unit, burden)


def test_what_is_longest_overdue_comes_first(book: Book) -> None:
    trust = book.trust()
    unit = book.holding(trust, BEGAN, "100-1")
    never = _duty(book, unit, "insurance", None)
    late = _duty(book, unit, "stewardship", 12, trust)
    fine = _duty(book, unit, "upkeep", 48)
    seen = duties(book.connection, Tier.ORGANIZER, on(TODAY))
    assert [one.id for one in seen] == [late, fine, never]
    assert [one.due_on for one in seen] == [date(2025, 1, 1), date(2028, 1, 1), None]
    assert [one.days_late for one in seen] == [(TODAY - date(2025, 1, 1)).days, 0, 0]
    assert [one.party.name if one.party else None for one in seen] == [
        "Sample Land Trust", None, None,
    ]  # fmt: skip


def test_a_visit_moves_the_day_on(book: Book) -> None:
    unit = book.holding(book.trust(), BEGAN, "100-1")
    number = _duty(book, unit, "stewardship", 12)
    for done in (date(2026, 10, 1), date(2025, 3, 1)):
        errand = book.errand("record_monitoring")
        record_monitoring(book.connection, errand, number, done, f"All well in {done.year}")
    seen = duty(book.connection, number, Tier.ORGANIZER, on(TODAY))
    assert (seen.due_on, seen.days_late) == (date(2027, 10, 1), 0)
    assert [one.found for one in seen.visits] == ["All well in 2026", "All well in 2025"]
    before = duty(book.connection, number, Tier.ORGANIZER, on(date(2026, 9, 1)))
    assert (before.due_on, len(before.visits)) == (date(2026, 3, 1), 1)


def test_duties_are_not_for_the_public(book: Book) -> None:
    unit = book.holding(book.trust(), BEGAN, "100-1")
    number = _duty(book, unit, "stewardship", 12)
    assert duties(book.connection, Tier.PUBLIC, on(TODAY)) == ()
    for asked, tier in ((number, Tier.PUBLIC), (9_999, Tier.STEWARD)):
        with pytest.raises(NotFound):
            duty(book.connection, asked, tier, on(TODAY))


@pytest.mark.parametrize("found", ["", " ", "x" * 4_001])
def test_a_visit_says_what_was_found(found: str, book: Book) -> None:
    unit = book.holding(book.trust(), BEGAN, "100-1")
    number = _duty(book, unit, "stewardship", 12)
    with pytest.raises(InvalidInput):
        record_monitoring(book.connection, book.errand("record_monitoring"), number, TODAY, found)


def test_a_visit_is_of_a_duty_that_was_one(book: Book) -> None:
    unit = book.holding(book.trust(), BEGAN, "100-1")
    number = _duty(book, unit, "stewardship", 12)
    errand = book.errand("record_monitoring")
    with pytest.raises(RuleBroken):
        record_monitoring(book.connection, errand, number, date(2023, 12, 31), "Too soon")


def test_many_seats_and_duties_take_as_many_questions_as_few(
    book: Book, sent_statements: Sequence[str]
) -> None:
    trust = book.trust()
    unit = book.holding(trust, BEGAN, "100-1")
    asked = []
    for number in range(2):
        for one in range(1 + 3 * number):
            _seat(book, "public", f"Seat {number}-{one}", "Ann Sample")
            _duty(book, unit, "stewardship", 12, trust)
        before = len(sent_statements)
        board(book.connection, Tier.STEWARD, on(TODAY))
        duties(book.connection, Tier.STEWARD, on(TODAY))
        asked.append(len(sent_statements) - before)
    assert asked == [6, 6]
