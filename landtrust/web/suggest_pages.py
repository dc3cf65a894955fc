"""The form in which residents suggest a lot, report a mistake or offer land; without an account."""

from collections.abc import Mapping

from flask import Blueprint, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from landtrust.domain.owner_kinds import GOVERNMENT_KINDS
from landtrust.domain.suggestions import (
    KINDS,
    LONGEST_CONTACT,
    LONGEST_MESSAGE,
    LONGEST_NAME,
    InvalidFields,
    Said,
    parse_said,
)
from landtrust.errors import (
    InvalidInput,
    LandTrustError,
    NotAllowed,
    NotFound,
    RuleBroken,
    TooManyAttempts,
)
from landtrust.phrases import Phrase
from landtrust.queries.suggestions import SuggestedLot, own_suggestion, suggested_lot
from landtrust.queries.tokens import fingerprint
from landtrust.services.record_book import AlreadyDone, Errand
from landtrust.services.suggestions import Sending, send_suggestion
from landtrust.web.base_address import base_address
from landtrust.web.forms import read_sent
from landtrust.web.query_strings import read_parameters
from landtrust.web.site import latest_connection, now, site, writing_connection
from landtrust.web.suggestion_guard import (
    TRAP,
    opened_again,
    opened_at,
    read_opened,
    require_person,
    sender_mark,
)
from landtrust.web.suggestion_pages import RESIDENT, keep_secret
from landtrust.web.suggestion_words import KIND_CHOICES, said_of_fields

blueprint = Blueprint("suggest", __name__, url_prefix="/suggest")


class _OtherWords(RuleBroken):
    """A form that was sent before comes with other words."""


_FIELDS = ("kind", "message", "name", "contact", "parcel", "opened", TRAP)


@blueprint.get("")
def suggest() -> Response:
    """Asks what somebody wants to say, of a lot or of none."""
    parameters = read_parameters(request.query_string, ("parcel", "kind"))
    if parameters.get("kind", KINDS[0]) not in KINDS:
        raise InvalidInput(
            Phrase("kind: it is one of %(kinds)s.", kinds=", ".join(KINDS)), parameter="kind"
        )
    lot = _lot(parameters.get("parcel"))
    return _form(parameters, lot)


@blueprint.post("")
def send() -> Response:
    """Takes what somebody says, and shows the secret link to its answer."""
    typed = read_sent(_FIELDS, untouched=_FIELDS)
    try:
        lot = _lot(typed.get("parcel"))
    except NotFound:
        msg = Phrase("We no longer find the lot. Please say in your text where it is.")
        return _form(typed, None, InvalidInput(msg))
    try:
        return _sent(_taken(typed, lot), lot)
    except InvalidFields as wrong:
        return _form(typed, lot, *wrong.problems)
    except _OtherWords as problem:
        return _form({**typed, "opened": ""}, lot, problem)
    except LandTrustError as problem:
        return _form(typed, lot, problem)


@blueprint.errorhandler(CSRFError)
def show_again(error: CSRFError) -> Response:
    """Shows what was typed in a form that lay open too long, to be sent again."""
    del error
    typed = {name: request.form.get(name, "") for name in _FIELDS}
    try:
        lot = _lot(typed["parcel"])
    except NotFound:
        lot = None
    msg = Phrase(
        "This form was open for a long time, or your browser takes no cookies from us. "
        "Your text is still here: please send it again."
    )
    return _form(typed, lot, NotAllowed(msg))


def _taken(typed: Mapping[str, str], lot: SuggestedLot | None) -> str:
    """The word of the secret link."""
    said = parse_said(typed)
    opened = require_person(read_opened(typed.get("opened", "")), typed.get(TRAP, ""), now())
    parcel_id = lot.id if lot else None
    sending = Sending(said, parcel_id, opened.link_word, sender_mark(now()))
    key = fingerprint(opened.key)
    errand = Errand(RESIDENT, "send_suggestion", now(), key, clock=now)
    try:
        with writing_connection() as connection:
            send_suggestion(connection, errand, sending)
    except AlreadyDone:
        # Whoever clicked twice reads the second answer; what was written since is not lost.
        if not _was_sent(opened.link_word, said):
            msg = Phrase(
                "You sent this form before, with other words. Send it once more to send these too."
            )
            raise _OtherWords(msg) from None
    return opened.link_word


def _was_sent(link_word: str, said: Said) -> bool:
    """Whether these words lie behind a link; of what was deleted nobody can tell."""
    try:
        with latest_connection() as connection:
            return own_suggestion(connection, link_word).message == said.message
    except NotFound:
        return False


def _sent(token: str, lot: SuggestedLot | None) -> Response:
    link = base_address() + url_for("suggestions.own", token=token)
    return keep_secret(make_response(render_template("suggested.html", link=link, lot=lot)))


def _form(
    typed: Mapping[str, str], lot: SuggestedLot | None, *problems: LandTrustError
) -> Response:
    opened = opened_again(read_opened(typed.get("opened", "")), now()) if problems else None
    page = render_template(
        "suggest.html",
        typed=typed,
        lot=lot,
        errors=said_of_fields(problems),
        kinds=_kinds(lot),
        opened=(opened or opened_at(now())).signed,
        trap=TRAP,
        longest={"message": LONGEST_MESSAGE, "name": LONGEST_NAME, "contact": LONGEST_CONTACT},
    )
    response = make_response(page, problems[0].http_status if problems else 200)
    if problems and isinstance(problems[0], TooManyAttempts):
        response.headers["Retry-After"] = str(problems[0].retry_after_seconds)
    return response


def _kinds(lot: SuggestedLot | None) -> Mapping[str, tuple[Phrase, Phrase]]:
    """What somebody chooses from; land of a government is nobody's to offer."""
    if lot is None or lot.owner_kind not in GOVERNMENT_KINDS:
        return KIND_CHOICES
    return {kind: words for kind, words in KIND_CHOICES.items() if kind != "offer"}


def _lot(public_id: str | None) -> SuggestedLot | None:
    """The lot that a form is about; None where it is about none.

    Raises:
        NotFound: There is none of this number.
    """
    if not public_id:
        return None
    with site().engine.connect() as connection:
        return suggested_lot(connection, public_id)
