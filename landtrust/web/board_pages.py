"""The board of the trust: its seats, who has them, and the check of the thirds."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from landtrust.domain.board import SeatKind
from landtrust.errors import LandTrustError
from landtrust.phrases import Phrase
from landtrust.queries.board import SeatRow, board, board_seat
from landtrust.queries.visibility import Tier
from landtrust.services.corrections import correct_record, withdraw_record
from landtrust.services.stewardship import Seat, end_seat, seat_board
from landtrust.web.forms import read_sent
from landtrust.web.paper_homes import today
from landtrust.web.party_choices import offered_parties
from landtrust.web.query_strings import read_parameters
from landtrust.web.sent_forms import answer_form, errand, read_day, read_number, required_day
from landtrust.web.site import latest_connection, reader_tier, require_tier, writing_connection

blueprint = Blueprint("board", __name__)

Answer = str | tuple[str, int] | Response

KINDS = {
    SeatKind.LEASEHOLDER: Phrase("For those who lease from the trust"),
    SeatKind.COMMUNITY: Phrase("For the community around it"),
    SeatKind.PUBLIC: Phrase("For the public interest"),
}
SEATED_FOR = {
    SeatKind.LEASEHOLDER: Phrase("leaseholder"),
    SeatKind.COMMUNITY: Phrase("community"),
    SeatKind.PUBLIC: Phrase("public"),
}
STATES = {
    "sits": Phrase("sits"),
    "vacant": Phrase("vacant seat"),
    "ended": Phrase("ended"),
    "to come": Phrase("to come"),
}
"""What a term is on the day that was asked about, by its code."""

_FACTS = ("kind", "seat", "party_id", "valid_from", "valid_to")


@blueprint.get("/board")
def board_page() -> str:
    """Who sits on the board, and whether each kind has its third."""
    read_parameters(request.query_string, ())
    return _page({}, None)


@blueprint.post("/board")
def add_seat() -> Answer:
    """Records a seat, or a new term of one."""
    require_tier(Tier.STEWARD)
    fields = read_sent(_FACTS)

    def record() -> str:
        seat = _seat(fields)
        with writing_connection() as connection:
            seat_board(connection, errand("seat_board"), seat)
        return _address()

    return answer_form(record, lambda problem: _page(fields, problem), _address())


@blueprint.get("/board/<int:number>")
def seat_page(number: int) -> str:
    """A term of a seat, and the forms that end or correct it."""
    read_parameters(request.query_string, ())
    require_tier(Tier.STEWARD)
    return _seat_page(number, None, None)


@blueprint.post("/board/<int:number>")
def correct_seat(number: int) -> Answer:
    """Records that a term is otherwise than was said of it."""
    require_tier(Tier.STEWARD)
    fields = read_sent((*_FACTS, "seen"))

    def record() -> str:
        seat = _seat(fields)
        changes = {name: getattr(seat, name) for name in _FACTS}
        with writing_connection() as connection:
            correct_record(
                connection, errand("correct_record", fields), "board_seat", number, changes
            )
        return _address()

    return answer_form(record, lambda problem: _seat_page(number, fields, problem), _address())


@blueprint.post("/board/<int:number>/end")
def end_term(number: int) -> Answer:
    """Records the day on which a term ends."""
    require_tier(Tier.STEWARD)
    fields = read_sent(("on", "seen"))

    def record() -> str:
        day = required_day("on", fields.get("on"))
        with writing_connection() as connection:
            end_seat(connection, errand("seat_board", fields), number, day)
        return _address()

    return answer_form(record, lambda problem: _seat_page(number, None, problem), _address())


@blueprint.post("/board/<int:number>/withdraw")
def withdraw_seat(number: int) -> Answer:
    """Records that a term never was."""
    require_tier(Tier.STEWARD)
    fields = read_sent(("seen",))

    def record() -> str:
        with writing_connection() as connection:
            withdraw_record(connection, errand("withdraw_record", fields), "board_seat", number)
        return _address()

    return answer_form(record, lambda problem: _seat_page(number, None, problem), _address())


def _address() -> str:
    return url_for("board.board_page")


def _page(fields: Mapping[str, str], problem: LandTrustError | None) -> str:
    tier = reader_tier()
    with latest_connection() as connection:
        found = board(connection, tier, today())
        offered = offered_parties(connection, tier) if tier >= Tier.STEWARD else []
    return render_template(
        "board.html",
        board=found,
        kinds=KINDS,
        seated_for=SEATED_FOR,
        states=STATES,
        parties=offered,
        fields=fields,
        problem=problem,
        on=today().as_of,
        is_steward=tier >= Tier.STEWARD,
        is_inside=tier >= Tier.ORGANIZER,
    )


def _seat_page(
    number: int, fields: Mapping[str, str] | None, problem: LandTrustError | None
) -> str:  # fmt: skip
    with latest_connection() as connection:
        seat = board_seat(connection, number, reader_tier(), today())
        offered = offered_parties(connection, reader_tier())
    return render_template(
        "seat.html",
        seat=seat,
        kinds=KINDS,
        parties=offered,
        fields=fields or _typed(seat),
        problem=problem,
    )


def _typed(seat: SeatRow) -> dict[str, str]:
    """A term as its form holds it."""
    told = {
        "kind": seat.kind,
        "seat": seat.seat,
        "party_id": seat.party.id if seat.party else None,
        "valid_from": seat.valid_from,
        "valid_to": seat.valid_to,
    }
    return {name: "" if value is None else str(value) for name, value in told.items()}


def _seat(fields: Mapping[str, str]) -> Seat:
    return Seat(
        fields.get("kind", ""),
        fields.get("seat", ""),
        required_day("valid_from", fields.get("valid_from")),
        read_day("valid_to", fields.get("valid_to")),
        read_number("party_id", fields.get("party_id")),
    )
