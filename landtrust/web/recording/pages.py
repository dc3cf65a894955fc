"""The addresses of the forms."""

from collections.abc import Callable

from flask import Blueprint, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from landtrust.errors import RuleBroken
from landtrust.queries.histories import latest_event_of
from landtrust.queries.holding_detail import HoldingDetail, LeaseRow, holding_detail
from landtrust.queries.holdings import holdings
from landtrust.queries.parties import parties, party_detail
from landtrust.queries.standpoint import Standpoint
from landtrust.web.query_strings import read_parameters
from landtrust.web.recording.acquisition import AcquisitionForm
from landtrust.web.recording.correctable import records_of_holding, records_of_party
from landtrust.web.recording.corrections import CorrectForm, PublishForm, WithdrawForm
from landtrust.web.recording.flow import Opened, run_form
from landtrust.web.recording.lease import LeaseForm
from landtrust.web.recording.people import People
from landtrust.web.recording.questions import RecordForm
from landtrust.web.recording.resale import ResaleForm
from landtrust.web.recording.reshaping import MergeForm, SplitForm
from landtrust.web.recording.rights import (
    AssignForm,
    DutyForm,
    EndForm,
    RestrictionForm,
    TransferForm,
)
from landtrust.web.site import allowed, reader_tier, site
from landtrust.web.standpoints import today

blueprint = Blueprint("recording", __name__)

_BOTH = ["GET", "POST"]
_OfHolding = Callable[[HoldingDetail, Connection], RecordForm]


@blueprint.route("/holdings/new", methods=_BOTH)
def new_holding() -> Response:
    """Asks for a holding, and records it."""
    given = read_parameters(request.query_string, ("parcel",))
    presets = {"parcels": given["parcel"]} if given else {}

    def open_form(connection: Connection) -> Opened:
        form = AcquisitionForm(connection, _people(connection))
        return Opened(form, "", None, url_for("holding_pages.holding_list"), presets)

    return run_form("record_acquisition", open_form)


@blueprint.route("/holdings/<int:holding_id>/lease", methods=_BOTH)
def lease(holding_id: int) -> Response:
    """Asks for a ground lease, and records it."""
    return _of_holding(
        "grant_ground_lease",
        holding_id,
        lambda detail, connection: LeaseForm(detail, _people(connection), today()),
    )


@blueprint.route("/holdings/<int:holding_id>/assign", methods=_BOTH)
def assign(holding_id: int) -> Response:
    """Asks who has the lease from then on, and records it."""
    return _of_holding(
        "assign_lease",
        holding_id,
        lambda detail, connection: AssignForm(detail, _lease(detail), _people(connection)),
    )


@blueprint.route("/holdings/<int:holding_id>/resale", methods=_BOTH)
def resale(holding_id: int) -> Response:
    """Asks for the facts of a sale, shows the sum, and records it."""
    return _of_holding(
        "record_resale",
        holding_id,
        lambda detail, connection: ResaleForm(detail, _lease(detail), _people(connection)),
    )


@blueprint.route("/holdings/<int:holding_id>/transfer", methods=_BOTH)
def transfer(holding_id: int) -> Response:
    """Asks who has a right from then on, and records it."""
    return _among_people("transfer_right", holding_id, TransferForm)


@blueprint.route("/holdings/<int:holding_id>/end", methods=_BOTH)
def end(holding_id: int) -> Response:
    """Asks what is no longer, and records it."""
    return _of_holding("end_right", holding_id, lambda detail, _: EndForm(detail))


@blueprint.route("/holdings/<int:holding_id>/restriction", methods=_BOTH)
def restriction(holding_id: int) -> Response:
    """Asks for a mortgage or another restriction, and records it."""
    return _among_people("record_restriction", holding_id, RestrictionForm)


@blueprint.route("/holdings/<int:holding_id>/duty", methods=_BOTH)
def duty(holding_id: int) -> Response:
    """Asks for a duty, and records it."""
    return _among_people("record_responsibility", holding_id, DutyForm)


@blueprint.route("/holdings/<int:holding_id>/split", methods=_BOTH)
def split(holding_id: int) -> Response:
    """Asks which piece goes where, and records it."""
    return _of_holding("split_unit", holding_id, lambda detail, _: SplitForm(detail))


@blueprint.route("/holdings/<int:holding_id>/merge", methods=_BOTH)
def merge(holding_id: int) -> Response:
    """Asks with what it is one, and records it."""
    read_parameters(request.query_string, ())

    def open_form(connection: Connection) -> Opened:
        at, tier = Standpoint(today()), reader_tier()
        detail = holding_detail(connection, holding_id, at, tier)
        others = holdings(connection, at, tier)
        # What is merged with it must be as it was seen, too.
        version = latest_event_of(connection, *detail.things, *(one.id for one in others))
        return Opened(MergeForm(detail, others), detail.name, version, _page_of(detail))

    return run_form("merge_units", open_form)


@blueprint.route("/holdings/<int:holding_id>/correct", methods=_BOTH)
def correct(holding_id: int) -> Response:
    """Asks what is right, and why, and records it."""

    def form(detail: HoldingDetail, connection: Connection) -> RecordForm:
        records = records_of_holding(detail, _people(connection))
        return CorrectForm(records, _page_of(detail))

    return _of_holding("correct_record", holding_id, form)


@blueprint.route("/holdings/<int:holding_id>/withdraw", methods=_BOTH)
def withdraw(holding_id: int) -> Response:
    """Asks what never was, and why, and takes it back."""

    def form(detail: HoldingDetail, connection: Connection) -> RecordForm:
        records = records_of_holding(detail, _people(connection))
        return WithdrawForm(records, _page_of(detail))

    return _of_holding("withdraw_record", holding_id, form)


@blueprint.route("/holdings/<int:holding_id>/publish", methods=_BOTH)
def publish(holding_id: int) -> Response:
    """Asks what anybody may read, and records it."""
    return _of_holding("publish_holding", holding_id, lambda detail, _: PublishForm(detail))


@blueprint.route("/parties/<int:party_id>/correct", methods=_BOTH)
def correct_party(party_id: int) -> Response:
    """Asks what is right of a party, and why, and records it."""
    read_parameters(request.query_string, ())

    def open_form(connection: Connection) -> Opened:
        detail = party_detail(connection, party_id, reader_tier(), Standpoint(today()))
        address = url_for("party_pages.party", party_id=party_id)
        form = CorrectForm(records_of_party(detail.party), address)
        return Opened(form, str(detail.party.name), detail.version, address)

    return run_form("correct_record", open_form)


def _among_people(
    action: str, holding_id: int, form: Callable[[HoldingDetail, People], RecordForm]
) -> Response:
    """Run a form about one holding that also asks for parties."""
    return _of_holding(
        action, holding_id, lambda detail, connection: form(detail, _people(connection))
    )


def _of_holding(action: str, holding_id: int, make: _OfHolding) -> Response:
    """Run a form about one holding, as it is today."""
    read_parameters(request.query_string, ())

    def open_form(connection: Connection) -> Opened:
        detail = holding_detail(connection, holding_id, Standpoint(today()), reader_tier())
        form = make(detail, connection)
        return Opened(form, detail.name, detail.version, _page_of(detail))

    return run_form(action, open_form)


def _lease(detail: HoldingDetail) -> LeaseRow:
    """The lease that runs.

    Raises:
        RuleBroken: None does.
    """
    if detail.lease is None:
        raise RuleBroken("No lease runs on this land today.", number=detail.id)
    return detail.lease


def _page_of(detail: HoldingDetail) -> str:
    return url_for("holding_pages.holding", holding_id=detail.id)


def _people(connection: Connection) -> People:
    known = parties(connection, reader_tier(), Standpoint(today()))
    may_found = allowed("found_trust")
    return People(known, site().settings.organization, may_found)
