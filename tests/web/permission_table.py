"""Who may ask for what and do what: the table that the test of permissions walks through.

A row is added with every route and every action; without one the test fails.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from landtrust.exports.form_names import FORM_NAMES
from landtrust.queries.visibility import Tier
from tests.people import PASSWORD

P, O, S = Tier.PUBLIC, Tier.ORGANIZER, Tier.STEWARD  # noqa: E741 - as a table is read
PARCEL = "28049-100-2"
NOBODY = "999"


@dataclass(frozen=True)
class Row:
    """One route with one method.

    Attributes:
        least: The least tier that is answered; the public is sent to sign in, others are refused.
        values: What stands in the variable parts of the address.
        query: What is asked.
        fields: What the form sends.
    """

    least: Tier
    values: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


_ACCOUNT = {"number": NOBODY}
_INVITED = {"token": "unknown"}
_NUMBER = {"number": NOBODY}
_TILE = {"stamp": "0" * 16, "zoom": "12", "column": "1", "row": "1"}
_OGC_PARTS = {
    "collection": "parcels", "feature": PARCEL, "grid": "WebMercatorQuad",
    "zoom": "12", "row": "1", "column": "1",
}  # fmt: skip
_HOLDING = {"holding_id": NOBODY}
_PARTY = {"party_id": NOBODY}
_RELEASE = {"dataset": "west-jackson", "version": "2026-11-24", "file": "parcels.gpkg"}


def _form(address: str, least: Tier, values: Mapping[str, str]) -> dict[tuple[str, str], Row]:
    """The rows of a form that asks one question at a time."""
    return {("GET", address): Row(least, values), ("POST", address): Row(least, values)}


ROUTES: Mapping[tuple[str, str], Row] = {
    # The map, the lists, the files.
    ("GET", "/"): Row(P),
    ("GET", "/about"): Row(P),
    ("GET", "/glossary"): Row(P),
    ("GET", "/help"): Row(P),
    ("GET", "/near"): Row(P),
    ("GET", "/counties"): Row(P),
    ("GET", "/counties/<fips>"): Row(P, {"fips": "28049"}),
    ("GET", "/snapshots.json"): Row(P),
    ("GET", "/sources"): Row(P),
    ("GET", "/parcels"): Row(P),
    ("GET", "/parcels/find"): Row(P),
    ("GET", "/find"): Row(P, query="q=example"),
    ("GET", "/find/suggestions"): Row(P, query="q=example"),
    ("GET", "/parcels/<parcel_id>"): Row(P, {"parcel_id": PARCEL}),
    ("GET", "/parcels/<parcel_id>.geojson"): Row(P, {"parcel_id": PARCEL}),
    **{("GET", f"/parcels.{name}"): Row(P) for name in FORM_NAMES},
    ("GET", "/downloads"): Row(P),
    ("GET", "/downloads/landtrust.ipynb"): Row(P),
    ("GET", "/downloads/<fips>/<stamp>/<file>"): Row(
        P, {"fips": "28049", "stamp": "0" * 16, "file": "parcels.gpkg"}
    ),
    ("GET", "/summaries.csv"): Row(P),
    ("GET", "/summaries.parquet"): Row(P),
    ("GET", "/datasets"): Row(P),
    ("GET", "/datasets/"): Row(P),
    ("GET", "/datasets/catalog.jsonld"): Row(P),
    ("GET", "/datasets/<dataset>"): Row(P, _RELEASE),
    ("GET", "/datasets/<dataset>/"): Row(P, _RELEASE),
    ("GET", "/datasets/<dataset>/<version>"): Row(P, _RELEASE),
    ("GET", "/datasets/<dataset>/<version>/"): Row(P, _RELEASE),
    ("GET", "/datasets/<dataset>/<version>/dcat.jsonld"): Row(P, _RELEASE),
    ("GET", "/datasets/<dataset>/<version>/<file>"): Row(P, _RELEASE),
    ("GET", "/parcels/counts.json"): Row(P, query="by=owner_kind"),
    ("GET", "/map/bounds.json"): Row(P),
    ("GET", "/map/config.json"): Row(P),
    ("GET", "/map/holdings.json"): Row(P),
    ("GET", "/map/matching.json"): Row(P, query="bbox=-91,32,-90,33"),
    ("GET", "/map/parcels-at.json"): Row(P, query="at=-90.2099,32.3002"),
    ("GET", "/map/places.geojson"): Row(P),
    ("GET", "/map/streets/<source_key>.geojson"): Row(P, {"source_key": "sample_west_jackson"}),
    ("GET", "/holdings/growth"): Row(P),
    ("GET", "/holdings/growth.csv"): Row(P),
    ("GET", "/tiles/parcels.json"): Row(P),
    ("GET", "/tiles/<stamp>/<zoom>/<column>/<row>.mvt"): Row(P, _TILE),
    # What is held, and by whom.
    ("GET", "/holdings"): Row(P),
    ("GET", "/holdings/<int:holding_id>"): Row(P, _HOLDING),
    ("GET", "/parties"): Row(P),
    ("GET", "/parties/<int:party_id>"): Row(P, _PARTY),
    **_form("/holdings/new", O, {}),
    **_form("/holdings/<int:holding_id>/lease", O, _HOLDING),
    **_form("/holdings/<int:holding_id>/restriction", O, _HOLDING),
    **_form("/holdings/<int:holding_id>/duty", O, _HOLDING),
    **_form("/holdings/<int:holding_id>/assign", S, _HOLDING),
    **_form("/holdings/<int:holding_id>/resale", S, _HOLDING),
    **_form("/holdings/<int:holding_id>/transfer", S, _HOLDING),
    **_form("/holdings/<int:holding_id>/end", S, _HOLDING),
    **_form("/holdings/<int:holding_id>/split", S, _HOLDING),
    **_form("/holdings/<int:holding_id>/merge", S, _HOLDING),
    **_form("/holdings/<int:holding_id>/correct", S, _HOLDING),
    **_form("/holdings/<int:holding_id>/withdraw", S, _HOLDING),
    **_form("/holdings/<int:holding_id>/publish", S, _HOLDING),
    **_form("/parties/<int:party_id>/correct", S, _PARTY),
    # What programs and browsers ask for by themselves.
    ("GET", "/healthz"): Row(P),
    ("GET", "/readyz"): Row(P),
    ("GET", "/metrics"): Row(P),
    ("GET", "/robots.txt"): Row(P),
    ("GET", "/favicon.ico"): Row(P),
    ("GET", "/styles/classes.css"): Row(P),
    ("GET", "/words/<code>.js"): Row(P, {"code": "es"}),
    **{
        ("GET", f"/ogc{path}{end}"): Row(P, _OGC_PARTS)
        for path in (
            "",
            "/conformance",
            "/api",
            "/functions",
            "/collections",
            "/collections/<collection>",
            "/collections/<collection>/queryables",
            "/collections/<collection>/schema",
            "/collections/<collection>/sortables",
            "/collections/<collection>/items",
            "/collections/<collection>/items/<feature>",
            "/tileMatrixSets",
            "/tileMatrixSets/<grid>",
            *(
                f"{of}/tiles{part}"
                for of in ("", "/collections/<collection>")
                for part in ("", "/<grid>", "/<grid>/<zoom>/<row>/<column>")
            ),
        )
        for end in ("", "/")
    },
    ("GET", "/manifest.webmanifest"): Row(P),
    ("GET", "/service_worker.js"): Row(P),
    ("GET", "/offline"): Row(P),
    ("GET", "/static/<path:filename>"): Row(P, {"filename": "css/landtrust.css"}),
    # One's own account.
    ("GET", "/sign-in"): Row(P),
    ("POST", "/sign-in"): Row(P, fields={"name": "organizer", "password": PASSWORD}),
    ("POST", "/sign-out"): Row(P),
    ("GET", "/invitation/<token>"): Row(P, _INVITED),
    ("POST", "/invitation/<token>"): Row(P, _INVITED),
    ("GET", "/account"): Row(O),
    ("POST", "/account"): Row(O),
    # Papers, families, the board, duties.
    ("GET", "/holdings/<int:number>/papers"): Row(P, _NUMBER),
    ("GET", "/holdings/<int:number>/papers/new"): Row(O, _NUMBER),
    ("POST", "/holdings/<int:number>/papers/new"): Row(O, _NUMBER),
    ("GET", "/parties/<int:number>/papers"): Row(P, _NUMBER),
    ("GET", "/parties/<int:number>/papers/new"): Row(O, _NUMBER),
    ("POST", "/parties/<int:number>/papers/new"): Row(O, _NUMBER),
    ("GET", "/papers/<int:number>"): Row(O, _NUMBER),
    ("POST", "/papers/<int:number>"): Row(S, _NUMBER),
    ("POST", "/papers/<int:number>/withdraw"): Row(S, _NUMBER),
    ("GET", "/papers/<int:number>/copy"): Row(O, _NUMBER),
    ("POST", "/papers/<int:number>/copy"): Row(O, _NUMBER),
    ("GET", "/parties/new"): Row(O),
    ("POST", "/parties/new"): Row(O),
    ("GET", "/parties/<int:number>/shares"): Row(S, _NUMBER),
    ("POST", "/parties/<int:number>/shares"): Row(S, _NUMBER),
    ("POST", "/parties/<int:number>/members"): Row(S, _NUMBER),
    ("GET", "/parties/<int:number>/family"): Row(S, _NUMBER),
    ("POST", "/parties/<int:number>/family"): Row(S, _NUMBER),
    ("POST", "/parties/<int:number>/family/suggestion"): Row(S, _NUMBER),
    ("POST", "/parties/<int:number>/family/shares"): Row(S, _NUMBER),
    ("GET", "/board"): Row(P),
    ("POST", "/board"): Row(S),
    ("GET", "/board/<int:number>"): Row(S, _NUMBER),
    ("POST", "/board/<int:number>"): Row(S, _NUMBER),
    ("POST", "/board/<int:number>/end"): Row(S, _NUMBER),
    ("POST", "/board/<int:number>/withdraw"): Row(S, _NUMBER),
    ("GET", "/duties"): Row(O),
    ("GET", "/duties/<int:number>"): Row(O, _NUMBER),
    ("POST", "/duties/<int:number>"): Row(O, _NUMBER),
    # What residents say.
    ("GET", "/suggest"): Row(P),
    ("POST", "/suggest"): Row(P),
    ("GET", "/suggestion/<token>"): Row(P, _INVITED),
    ("POST", "/suggestion/<token>"): Row(P, _INVITED),
    ("GET", "/suggestions"): Row(O),
    ("GET", "/suggestions/<int:number>"): Row(O, _NUMBER),
    ("POST", "/suggestions/<int:number>"): Row(O, _NUMBER),
    # Who works here, and what was done.
    ("GET", "/accounts"): Row(S),
    ("POST", "/accounts/invitations"): Row(
        S, fields={"invited_name": "Nell Newcomer", "role": "organizer"}
    ),
    ("POST", "/accounts/invitations/<int:number>/withdraw"): Row(S, _ACCOUNT),
    ("POST", "/accounts/<int:number>/close"): Row(S, _ACCOUNT),
    ("POST", "/accounts/<int:number>/open"): Row(S, _ACCOUNT),
    ("POST", "/accounts/<int:number>/role"): Row(S, _ACCOUNT, fields={"role": "steward"}),
    # Holdings as files.
    ("GET", "/holdings.csv"): Row(P),
    ("GET", "/holdings/template.csv"): Row(P),
    ("GET", "/holdings/import"): Row(O),
    ("POST", "/holdings/import"): Row(O),
    ("POST", "/holdings/import/confirm"): Row(O, fields={"rows": "none"}),
    ("GET", "/audit"): Row(S),
    ("GET", "/audit/<number>"): Row(S, _NUMBER),
    ("GET", "/audit.csv"): Row(S),
    ("GET", "/audit.jsonl"): Row(S),
}

ACTIONS: Mapping[str, Tier] = {
    # One's own account.
    "accept_invitation": P,
    "sign_in": P,
    "sign_out": P,
    "be_refused": P,
    "change_password": O,
    # What residents say, and what becomes of it.
    "send_suggestion": P,
    "forget_sender": P,
    "delete_suggestion": P,
    "decide_suggestion": O,
    "tidy_suggestions": O,
    # What is added to the book.
    "record_party": O,
    "record_acquisition": O,
    "grant_ground_lease": O,
    "record_right": O,
    "record_restriction": O,
    "record_responsibility": O,
    "record_monitoring": O,
    "record_evidence": O,
    "import_holdings": O,
    # What changes who holds, what was said before, or what others may read.
    "transfer_right": S,
    "end_right": S,
    "assign_lease": S,
    "record_resale": S,
    "split_unit": S,
    "merge_units": S,
    "add_member": S,
    "change_shares": S,
    "record_inheritance": S,
    "correct_record": S,
    "withdraw_record": S,
    "publish_holding": S,
    "publish_party": S,
    "found_trust": S,
    "seat_board": S,
    # Who works here, and what was done.
    "add_account": S,
    "change_account": S,
    "invite": S,
    "withdraw_invitation": S,
    "export_audit": S,
    "make_release": S,
    "withdraw_release": S,
}
