"""Forms of organizers in Spanish: each leads to a page in Spanish, and says nothing unmarked."""

from collections.abc import Iterable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.web.filling import Filling
from tests.web.marked_pages import require_marked, speak_marked
from tests.web.recorded_house import BOUGHT, LEASED, detail_of

TYPED = (
    "The corner lot", "The house", "812", "44", "The Lantern household", "The Orchard household",
    "Sample Credit Union", "New roof", "A broken window", "As the note says", "East", "West",
    "Together", "Looked up", "A slip", "Landtrust",
)  # fmt: skip
"""What is typed below, which stands on the pages as it was typed."""

Answers = tuple[dict[str, str], ...]

SOLD: Answers = (
    {"sold_on": "2025-07-01"},
    {"buyer_1": "new"},
    {"buyer_1_name": "The Orchard household", "buyer_1_kind": "household"},
    {"paid": "60000"},
    {"initial_appraisal": "80000", "final_appraisal": "100000"},
    {"improvements": "1"},
    {
        "improvement_1_what": "New roof",
        "improvement_1_cost": "10000",
        "improvement_1_done": "2022-07-01",
        "improvement_1_life": "20",
    },
    {"taken_off": "500", "taken_off_for": "A broken window"},
    {"price": "70000"},
)
MORTGAGE: Answers = (
    {"type": "mortgage"},
    {"party_1": "new"},
    {"party_1_name": "Sample Credit Union", "party_1_kind": "organization"},
    {"day": "2016-07-01", "until": "2046-07-01"},
    {"amount": "45,000", "rank": "1"},
    {"words": "As the note says"},
)
INSURED: Answers = (
    {"type": "insurance"}, {}, {"day": "2020-01-01"}, {"every": "6"}, {"words": "As the note says"}
)  # fmt: skip
PASSED_ON: Answers = (
    {"lessee_1": "new"},
    {"lessee_1_name": "The Orchard household", "lessee_1_kind": "household"},
    {"day": "2024-01-01"},
)
SHARED: Answers = (
    {"type": "ownership"},
    {"holder_1_more": "yes"},
    {"holder_2": "new"},
    {"holder_2_name": "The Orchard household", "holder_2_kind": "cooperative"},
    {},
    {"day": "2024-01-01"},
)
WITHOUT_ALL: Answers = (
    *LEASED[:4],
    {"building": "no"},
    {"fee": ""},
    {"formula": "none"},
    {"option_days": ""},
    {"paper": "none"},
)

pytestmark = [
    pytest.mark.sqlite_only("words of pages are the same on both stores"),
    pytest.mark.no_cover,  # their lines are counted in English
]


def _answered(
    client: FlaskClient, address: str, answers: Iterable[dict[str, str]]
) -> tuple[Filling, list[str]]:
    """A form filled in as far as its end, and each page that it showed."""
    form = Filling(client, f"/es{address}")
    pages = [form.page.text]
    for typed in answers:
        form.answer(**typed)
        assert form.page.status_code == 200, (typed, form.heading, form.problems)
        pages.append(form.page.text)
    assert 'value="record"' in pages[-1]
    return form, pages


def test_a_form_in_spanish_leads_to_a_page_in_spanish(steward: FlaskClient) -> None:
    form, pages = _answered(steward, "/holdings/new", BOUGHT)
    assert all('action="/es/holdings/new"' in page for page in pages)
    last = form.page
    done = form.record()
    assert done.startswith("/es/holdings/")
    page = steward.get(done)
    assert (page.status_code, 'lang="es"' in page.text) == (200, True)
    form.page = last  # somebody clicks twice
    assert form.record() == done


def test_whoever_comes_second_goes_on_in_spanish(steward: FlaskClient, house: int) -> None:
    address = f"/holdings/{house}/correct"
    first, second = (
        _answered(
            steward,
            address,
            ({"record": f"property_unit__{house}"}, {"right_name": name}, {"why": "A slip"}),
        )[0]
        for name in ("East", "West")
    )
    first.record()
    conflict = second.press("record")
    assert conflict.page.status_code == 409
    assert f'action="/es{address}"' in conflict.page.text
    assert conflict.record() == f"/es/holdings/{house}"


@pytest.mark.parametrize(
    "form",
    [
        ("lease", LEASED),
        ("lease", WITHOUT_ALL),
        ("restriction", MORTGAGE),
        ("duty", INSURED),
        ("transfer", SHARED),
        ("publish", ({"parts": "holding"},)),
    ],
)
def test_every_text_of_a_form_about_land_is_marked(
    steward: FlaskClient,
    staffed: Engine,
    house: int,
    monkeypatch: pytest.MonkeyPatch,
    form: tuple[str, Answers],
) -> None:
    speak_marked(monkeypatch)
    what, answers = form
    _, pages = _answered(steward, f"/holdings/{house}/{what}", answers)
    require_marked(pages, staffed, TYPED)


@pytest.mark.parametrize("form", [("resale", SOLD), ("assign", PASSED_ON)])
def test_every_text_of_a_form_about_a_home_is_marked(
    steward: FlaskClient,
    staffed: Engine,
    house: int,
    monkeypatch: pytest.MonkeyPatch,
    form: tuple[str, Answers],
) -> None:
    _answered(steward, f"/holdings/{house}/lease", LEASED)[0].record()
    speak_marked(monkeypatch)
    what, answers = form
    _, pages = _answered(steward, f"/holdings/{house}/{what}", answers)
    require_marked(pages, staffed, TYPED)


def test_every_text_of_forms_that_change_or_end_something_is_marked(
    steward: FlaskClient, staffed: Engine, home: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_marked(monkeypatch)
    detail = detail_of(staffed, home)
    first, second, building = detail.pieces
    owned = next(one for one in detail.interests if one.type == "ownership")
    pages = []
    for what, answers in (
        ("end", ({"rights": str(owned.id)}, {"day": "2024-01-01"})),
        ("withdraw", ({"record": f"interest__{owned.id}"}, {"why": "A slip"})),
        (
            "split",
            (
                {"day": "2024-01-01"},
                {"count": "2"},
                {"name_1": "East", "name_2": "West"},
                {f"piece_{first.id}": "1", f"piece_{second.id}": "2", f"piece_{building.id}": "1"},
                {"keeps_lease": "1"},
            ),
        ),
        *(
            ("correct", ({"record": record}, typed, {"why": "A slip"}))
            for record, typed in (
                (f"ground_lease__{detail.leases[0].id}", {"right_option_days": "90"}),
                (f"interest__{owned.id}", {"right_valid_from": "2014-01-01"}),
                (f"property_unit__{home}", {"right_note": "Looked up"}),
            )
        ),
    ):
        pages += _answered(steward, f"/holdings/{home}/{what}", answers)[1]
    require_marked(pages, staffed, TYPED)


def test_what_is_wrong_or_refused_is_marked(
    steward: FlaskClient, staffed: Engine, home: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_marked(monkeypatch)
    form = Filling(steward, "/es/holdings/new")
    pages = [form.answer(parcels=typed).page.text for typed in ("", "812", "44\n" * 201)]
    form = Filling(steward, f"/es/holdings/{home}/lease")
    form.answer(**LEASED[0]).answer(**LEASED[1])
    pages += [form.answer(begins_on=typed).page.text for typed in ("", "812")]
    form = Filling(steward, f"/es/holdings/{home}/restriction").answer(**MORTGAGE[0])
    form.answer(party_1="nobody")
    pages += [form.answer(day="2020-01-01", until="2019-01-01").page.text]
    pages += [form.answer(day="2020-01-01").answer(amount="812 x", rank="812").page.text]
    owned = next(one for one in detail_of(staffed, home).interests if one.type == "ownership")
    end = ({"rights": str(owned.id)}, {"day": "2024-01-01"})
    form = _answered(steward, f"/holdings/{home}/end", end)[0]
    pages += [form.press("record").page.text]
    assert form.page.status_code == 409
    require_marked(pages, staffed, TYPED)


def test_every_text_of_a_new_holding_is_marked(
    steward: FlaskClient, staffed: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_marked(monkeypatch)
    _, pages = _answered(steward, "/holdings/new", BOUGHT)
    require_marked(pages, staffed, TYPED)
