"""A row of a spreadsheet: every cell that cannot be used is told, each by its column."""

import pytest

from landtrust.domain.holding_cells import plan_from_cells

BASE = {"name": "Lot", "parcels": "1", "acquired_on": "2015-03-01", "owners": "Ann Sample"}
LEASE = {"lease_begins_on": "2016-01-01", "lease_years": "99", "leaseholders": "Lee Sample"}


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"name": ""}, "name", "it is empty"),
        ({"parcels": ";"}, "parcels", "at least one parcel or building"),
        ({"owners": '"Ann'}, "owners", "a quote is opened"),
        ({"owners": "Ann; Lee", "owner_shares": "1/2; x"}, "owner_shares", "is not a share"),
        ({"owners": "A; B; C", "owner_kinds": "person; heirs", "owner_shares": "1/3; 1/3; 1/3"},
         "owner_kinds", "there are 2 parts for 3"),
        ({"paper_kinds": "deed", "paper_books": "1; 2"}, "paper_books", "2 parts for 1 papers"),
        ({"note": "x" * 4_001}, "note", "at most 4,000 characters"),
        ({"stewardship_months": "1e5"}, "stewardship_months", "is not a whole number"),
        ({**LEASE, "lease_with_building": "perhaps"}, "lease_with_building", "is not yes or no"),
        ({**LEASE, "resale_parameters": "owner_percent"}, "resale_parameters", "name=value"),
        ({**LEASE, "lease_fee": "-1"}, "lease_fee", "is not a number of zero or more"),
        ({"lease_fee": "25"}, "lease_begins_on", "it is empty"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_used_is_told_by_its_column(
    cells: dict[str, str], column: str, words: str
) -> None:
    plan, problems = plan_from_cells({**BASE, **cells})
    assert plan is None
    assert problems[0].column == column
    assert words in problems[0].reason


def test_a_kind_or_a_share_that_is_said_once_is_for_all() -> None:
    cells = {
        **BASE,
        "owners": "Ann; Lee",
        "owner_kinds": "public person",
        "owner_shares": "1/4; 75%",
    }
    plan, _ = plan_from_cells(cells)
    assert plan is not None
    assert [(one.word, one.is_public, str(one.share)) for one in plan.owners] == [
        ("person", True, "1/4"),
        ("person", True, "3/4"),
    ]


@pytest.mark.parametrize("column", ["parcels", "owners", "paper_kinds", "resale_parameters"])
def test_a_list_of_too_many_parts_is_refused_before_anybody_looks_them_up(column: str) -> None:
    row = {"name": "x", "acquired_on": "2015-01-01", "buildings": "H", "owners": "T"}
    plan, problems = plan_from_cells({**row, column: "; ".join(map(str, range(201)))})
    assert plan is None
    assert (column, "there are 201 parts; a row has at most 200") in problems
