"""Where tests bring holdings in from files."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from landtrust.exports.holdings_csv import holdings_csv
from landtrust.model.audit import AuditEvent
from landtrust.model.ownership import Party, PropertyUnit
from landtrust.queries.holding_plans import holding_plans
from landtrust.queries.visibility import Tier
from landtrust.services.holdings_import import (
    ImportReport,
    import_holdings,
    rehearse_import,
)
from landtrust.services.record_book import Actor
from landtrust.sources.holdings_sheet import read_holdings_sheet
from tests.book import NOON, STEWARD, Book

TODAY = NOON.date()
HEAD = "name,parcels,acquired_on,owners,owner_kinds"
LEASED = (
    f"{HEAD},buildings,how,lease_begins_on,lease_years,leaseholders,leaseholder_kinds,"
    "leaseholder_shares,lease_with_building,lease_fee,lease_fee_period,option_days,resale_formula,"
    "resale_parameters,improvements_price,paper_kinds,paper_books,public_parts,stewardship_months,"
    "note"
)
HOME = (
    "Rose House,100-2; Hinds 100-3,3/1/2015,Sample Land Trust,trust,The house,Bought at tax sale,"
    "2017-06-01,99,Ann Sample; Lee Sample,person,1/3; 2/3,yes,25,month,60,appraisal,"
    'owner_percent=25,"$64,000",tax_deed; ground_lease,12; 13,holding; terms,12,'
    '"Two\nlines"'
)


class Desk:
    """Where files are written and brought in."""

    def __init__(self, connection: Connection, folder: Path) -> None:
        self.connection = connection
        self.file = folder / "holdings.csv"
        self.book = Book(connection)

    def bring(
        self, *lines: str, actor: Actor = STEWARD, strict: bool = False, dry: bool = False
    ) -> ImportReport:
        self.file.write_text("\n".join(lines), "utf-8")
        return self.again(actor, strict=strict, dry=dry)

    def again(
        self, actor: Actor = STEWARD, *, strict: bool = False, dry: bool = False
    ) -> ImportReport:
        self.book.actor = actor
        errand, sheet = self.book.errand("import_holdings"), read_holdings_sheet(self.file)
        if dry:
            return rehearse_import(self.connection, errand, sheet)
        return import_holdings(self.connection, errand, sheet, strict=strict)

    def count(self, table: type[PropertyUnit | Party | AuditEvent]) -> int:
        return self.connection.scalar(select(func.count()).select_from(table)) or 0

    def exported(self, tier: Tier = Tier.STEWARD, *, plain: bool = False) -> str:
        plans = holding_plans(self.connection, TODAY, tier).values()
        return b"".join(holdings_csv(plans, plain=plain)).decode()


@pytest.fixture
def desk(own_town: Connection, tmp_path: Path) -> Desk:
    return Desk(own_town, tmp_path)


def reasons(report: ImportReport) -> list[tuple[int, str, str]]:
    return [
        (row.line, problem.column, problem.reason)
        for row in report.rows
        for problem in row.problems
    ]
