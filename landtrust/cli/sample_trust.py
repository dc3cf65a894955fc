"""The sample's trust: twelve years of an invented land trust, told to the book step by step."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection

from landtrust.domain.parcel_numbers import public_id
from landtrust.domain.sales import Sale
from landtrust.domain.shares import parse_share
from landtrust.queries.holding_detail import holding_detail
from landtrust.queries.holdings import number_of_holdings, pieces_on, trusts
from landtrust.queries.standpoint import Standpoint
from landtrust.queries.visibility import Tier
from landtrust.services.corrections import correct_record
from landtrust.services.evidence import EvidenceFacts
from landtrust.services.holdings import Acquisition, publish_holding, record_acquisition
from landtrust.services.interests import Burden, record_restriction
from landtrust.services.leases import (
    HomeSale,
    LeaseTerms,
    NewLease,
    grant_ground_lease,
    record_resale,
)
from landtrust.services.parties import Holder, PartyFacts, record_party
from landtrust.services.record_book import Actor, Errand
from landtrust.services.reshaping import NewUnit, split_unit
from landtrust.services.stewardship import (
    Death,
    Seat,
    record_inheritance,
    record_monitoring,
    seat_board,
)

FILE = Path("sample") / "west_capitol_trust.json"
_STEWARD = Actor("The sample's steward", Tier.STEWARD)
_BEGINNING_OF_WORK = time(15, tzinfo=UTC)

Step = Mapping[str, Any]


def tell_sample_trust(connection: Connection, data_folder: Path) -> bool:
    """Write the sample's trust into a book that has none yet; whether it was written.

    Args:
        connection: A transaction that writes; the parcels of the sample are loaded.
        data_folder: Where the sample lies.
    """
    if trusts(connection) or number_of_holdings(connection):
        return False
    told = orjson.loads((data_folder / FILE).read_bytes())
    story = _Story(connection, told["county_fips"])
    for step in told["steps"]:
        story.tell(step)
    return True


class _Story:
    """The book while the story is told; what was recorded is known by the story's own keys."""

    def __init__(self, connection: Connection, county_fips: str) -> None:
        self._connection = connection
        self._county = county_fips
        self._numbers: dict[str, int] = {}
        self._seconds = count()
        self._found: dict[tuple[int, str], int] = {}
        self._tellers: Mapping[str, Callable[[Step, date], None]] = {
            "party": self._party,
            "acquire": self._acquire,
            "publish": self._publish,
            "lease": self._lease,
            "resale": self._resale,
            "burden": self._burden,
            "correct": self._correct,
            "split": self._split,
            "inherit": self._inherit,
            "seat": self._seat,
            "visit": self._visit,
        }

    def tell(self, step: Step) -> None:
        """Record one step on its own day."""
        self._tellers[step["do"]](step, date.fromisoformat(step["on"]))

    def _errand(self, action: str, day: date) -> Errand:
        """Something that the sample's steward did on a day: what is first in the file, earlier."""
        seconds = timedelta(seconds=next(self._seconds))
        return Errand(_STEWARD, action, datetime.combine(day, _BEGINNING_OF_WORK) + seconds)

    def _holders(self, pairs: list[list[str]]) -> list[Holder]:
        return [Holder(self._numbers[key], parse_share(share)) for key, share in pairs]

    def _party(self, step: Step, day: date) -> None:
        facts = PartyFacts(
            step["name"],
            step["kind"],
            step.get("group_kind"),
            is_trust=step.get("trust", False),
            is_public=step.get("public", False),
        )
        members = self._holders(step.get("members", []))
        errand = self._errand("record_party", day)
        self._numbers[step["key"]] = record_party(self._connection, errand, facts, members, day)

    def _acquire(self, step: Step, day: date) -> None:
        acquired = Acquisition(
            step["name"],
            [public_id(self._county, number) for number in step["parcels"]],
            self._holders(step["owners"]),
            day,
            land_type=step.get("type", "ownership"),
            buildings=step["buildings"],
            papers=list(_papers(step)),
            stewardship_months=step.get("months"),
            how=step["how"],
        )
        errand = self._errand("record_acquisition", day)
        self._numbers[step["key"]] = record_acquisition(self._connection, errand, acquired)

    def _publish(self, step: Step, day: date) -> None:
        errand, unit = self._errand("publish_holding", day), self._numbers[step["unit"]]
        publish_holding(self._connection, errand, unit, step["parts"])

    def _lease(self, step: Step, day: date) -> None:
        terms = LeaseTerms(
            day,
            step["years"],
            renewal_years=step["renewal"],
            fee_cents=step["fee_cents"],
            fee_period=step["fee_period"],
            option_days=step["option_days"],
            resale_formula=step["formula"],
            resale_parameters=step["parameters"],
            price_cents=step["price_cents"],
        )
        holders, papers = self._holders(step["holders"]), list(_papers(step))
        lease = NewLease(terms, holders, with_building=True, papers=papers)
        errand, unit = self._errand("grant_ground_lease", day), self._numbers[step["unit"]]
        self._numbers[step["key"]] = grant_ground_lease(self._connection, errand, unit, lease)

    def _resale(self, step: Step, day: date) -> None:
        facts = Sale(
            purchase_price_cents=step["purchase_cents"],
            bought_on=date.fromisoformat(step["bought_on"]),
            sold_on=day,
            initial_appraisal_cents=step["initial_appraisal_cents"],
            final_appraisal_cents=step["final_appraisal_cents"],
        )
        sale = HomeSale(facts, self._holders(step["buyers"]), step["price_cents"])
        errand, lease = self._errand("record_resale", day), self._numbers[step["lease"]]
        record_resale(self._connection, errand, lease, sale)

    def _burden(self, step: Step, day: date) -> None:
        unit, on_type = self._numbers[step["unit"]], step.get("lies_on")
        burden = Burden(
            step["type"],
            day,
            self._numbers[step["party"]],
            on_interest_id=None if on_type is None else self._interest(unit, on_type, day),
            rank=step.get("rank"),
            amount_cents=step.get("amount_cents"),
            description=step.get("description"),
        )
        record_restriction(self._connection, self._errand("record_restriction", day), unit, burden)

    def _interest(self, unit_id: int, type_code: str, day: date) -> int:
        """The interest of a type that is in force in a unit; on later days it is the same one."""
        if (unit_id, type_code) not in self._found:
            seen = holding_detail(self._connection, unit_id, Standpoint(day), Tier.STEWARD)
            self._found[unit_id, type_code] = next(
                one.id for one in seen.interests if one.type == type_code and one.is_in_force
            )
        return self._found[unit_id, type_code]

    def _correct(self, step: Step, day: date) -> None:
        errand, of = self._errand("correct_record", day), self._numbers[step["of"]]
        correct_record(self._connection, errand, step["kind"], of, step["changes"])

    def _split(self, step: Step, day: date) -> None:
        unit = self._numbers[step["unit"]]
        pieces = pieces_on(self._connection, Standpoint(day), [unit])[unit]
        plan = [NewUnit(name, [pieces[at].id]) for _, name, at in step["into"]]
        errand = self._errand("split_unit", day)
        found = split_unit(self._connection, errand, unit, day, plan)
        keys = (key for key, _, _ in step["into"])
        self._numbers.update(zip(keys, found, strict=True))

    def _inherit(self, step: Step, day: date) -> None:
        died_on = date.fromisoformat(step["died_on"])
        death = Death(self._numbers[step["dead"]], self._holders(step["heirs"]), died_on)
        errand, group = self._errand("record_inheritance", day), self._numbers[step["group"]]
        record_inheritance(self._connection, errand, group, death)

    def _seat(self, step: Step, day: date) -> None:
        party = None if step["party"] is None else self._numbers[step["party"]]
        seat = Seat(step["kind"], step["seat"], day, date.fromisoformat(step["until"]), party)
        seat_board(self._connection, self._errand("seat_board", day), seat)

    def _visit(self, step: Step, day: date) -> None:
        duty = self._interest(self._numbers[step["unit"]], "stewardship", day)
        errand = self._errand("record_monitoring", day)
        record_monitoring(self._connection, errand, duty, day, step["found"])


def _papers(step: Step) -> Iterator[EvidenceFacts]:
    for one in step["papers"]:
        dated_on = date.fromisoformat(one["dated_on"])
        yield EvidenceFacts(one["kind"], one["title"], dated_on, one["book"], one["page"])
