"""Write west_capitol_trust.json: what an invented land trust recorded in twelve years, in order.

Nothing in it is real. Every person's family name is one of `FAMILIES`, or stands before
"(invented)"; of the organizations only the City of Jackson exists. Run it by hand; it writes the
same bytes each time.
"""

import json
import random
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
FAMILIES = (
    "Sampleton", "Pretendson", "Inventry", "Storybrook", "Fablewood", "Exampleford", "Figmenton",
    "Whimsley", "Nosuchby", "Neverton", "Madeupson", "Fictonia",
)  # fmt: skip
GIVEN = (
    "Ann", "Lee", "Cora", "Otis", "Mae", "Ray", "Ida", "Roy", "Eula", "Sam", "Vera", "Clay",
    "Nell", "Gus", "Ruth", "Hal", "Pearl", "Jo",
)  # fmt: skip
HEIRS_LOT, COOP_LOTS = "999912000660010000", ("999914000390009000", "999912000640005000")
SPLIT_LOTS = ("999912000890004000", "999912000890012000")
PAIRS = (
    ("999914000260005000", "999914000260013000"),
    ("999913001740016000", "999913001740023000"),
    ("999914000430003000", "999914000430010000"),
    ("999912000980023000", "999912000980027000"),
    ("999912001010005000", "999912001010008000"),
    ("999915002080002000", "999915002080025000"),
)
HOW = (
    ("patent", "Bought from the State by patent, after the taxes were not paid"),
    ("tax_deed", "Bought at the county's tax sale"),
    ("deed", "Given by the last owner"),
    ("deed", "Bought from its owner"),
    ("deed", "Conveyed by the City of Jackson as surplus land"),
)
USES = ("garden", "side yard", "orchard", "lot to build on", "tree lot", "play lot")
FOUND = (
    "Mowed; the fence is sound.", "A limb is down, to be cut.", "All in good order.",
    "Dumping at the alley; the City was called.", "The roof was mended in the spring.",
)  # fmt: skip
FIRST_DAY, LAST_DAY = date(2014, 5, 12), date(2026, 9, 15)
LEASES, COOP_UNITS, LOOKED_AT = 14, 6, 24
EVERY_FIFTH = 4  # of five: not published
ON_THEIR_OWN, TWO_TOGETHER = 3, 2  # of four leases
Step = dict[str, object]


class Story:
    """The steps of the trust's book, in the order in which they were recorded."""

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self.steps: list[tuple[date, Step]] = []
        self.dice = random.Random(2014)  # noqa: S311 - for an invented town
        self.page = 100

    def add(self, day: date, do: str, **what: object) -> None:
        """Let something be recorded on a day."""
        self.steps.append((day, {"on": day.isoformat(), "do": do, **what}))

    def paper(self, kind: str, title: str, day: date) -> Step:
        """A paper in the clerk's book."""
        self.page += self.dice.randint(2, 30)
        book = str(7000 + (day - FIRST_DAY).days // 5)
        return {"kind": kind, "title": title, "dated_on": day.isoformat(), "book": book,
                "page": str(self.page)}  # fmt: skip

    def person(self, day: date, key: str, at: int, *, public: bool = False) -> str:
        """Somebody who does not exist."""
        name = f"{GIVEN[at % len(GIVEN)]} {FAMILIES[at % len(FAMILIES)]}"
        self.add(day, "party", key=key, name=name, kind="person", public=public)
        return key


def street(lots: dict[str, dict[str, str]], number: str) -> str:
    """The street of a lot, as people write it."""
    return lots[number]["SITEADD"].title().removeprefix("0 ")


def acquired(story: Story, lots: dict[str, dict[str, str]]) -> list[tuple[str, str, date]]:
    """The trust's holdings but for the special ones: key, first lot and day of each."""
    special = {*COOP_LOTS, *SPLIT_LOTS, HEIRS_LOT, *(lot for pair in PAIRS for lot in pair)}
    singles = [(number,) for number in sorted(lots) if number not in special]
    groups: list[tuple[str, ...]] = [*singles, *PAIRS]
    story.dice.shuffle(groups)
    span = (LAST_DAY - FIRST_DAY).days - 700
    days = sorted(FIRST_DAY + timedelta(20 + span * at // len(groups) + story.dice.randint(0, 60))
                  for at in range(len(groups)))  # fmt: skip
    found = []
    for at, (group, day) in enumerate(zip(groups, days, strict=True)):
        key, homes = f"holding {at + 1}", at % 3 == 1 and at // 3 < LEASES
        kind, how = story.dice.choice(HOW)
        use = "home" if homes else story.dice.choice(USES)
        title = "Patent of the State" if kind == "patent" else f"Deed of {day.year}"
        story.add(
            day, "acquire", key=key, name=f"{street(lots, group[0])} {use}", parcels=list(group),
            buildings=["The house"] if homes else [], owners=[["trust", "1"]], how=how,
            papers=[story.paper(kind, title, day)], months=12 if at % 2 else 6,
        )  # fmt: skip
        if at % 5 != EVERY_FIFTH:
            parts = ["holding", "terms", "papers"] if homes else ["holding", "papers"]
            story.add(day + timedelta(3), "publish", unit=key, parts=parts[: 1 + (at % 4 > 0) * 2])
        found.append((key, group[0], day))
    return found


def leased(story: Story, holdings: list[tuple[str, str, date]]) -> None:
    """The homes among them, each leased to a household or to one or two people."""
    homes = [one for at, one in enumerate(holdings) if at % 3 == 1][:LEASES]
    for at, (unit, _, bought) in enumerate(homes):
        day = bought + timedelta(240 + 15 * at)
        if at % 4 == ON_THEIR_OWN:
            holders = [[story.person(day, f"leaseholder {at}", at), "1"]]
        elif at % 4 == TWO_TOGETHER:
            holders = [[story.person(day, f"leaseholder {at}", at), "1/3"],
                       [story.person(day, f"leaseholder {at} b", at + 5), "2/3"]]  # fmt: skip
        else:
            name = f"The {FAMILIES[at % len(FAMILIES)]} household"
            story.add(day, "party", key=f"leaseholder {at}", name=name, kind="group",
                      group_kind="household")  # fmt: skip
            holders = [[f"leaseholder {at}", "1"]]
        formula = ("appraisal", {"owner_percent": "25"})
        if at % 3 == 1:
            formula = ("fixed_rate", {"yearly_percent": "1.5"})
        story.add(
            day, "lease", key=f"lease {at}", unit=unit, holders=holders, years=99, renewal=99,
            fee_cents=5200 if at == 1 else 2500, fee_period="month", option_days=60,
            formula=formula[0], parameters=formula[1], price_cents=6_200_000 + 150_000 * at,
            papers=[story.paper("ground_lease", f"Ground lease of {day.year}", day)],
        )  # fmt: skip
    begun = homes[1][2] + timedelta(255)
    # Recorded with two figures turned round, and found two years later.
    story.add(begun + timedelta(730), "correct", kind="ground_lease", of="lease 1",
              changes={"fee_cents": 2500})  # fmt: skip
    sold = date(2023, 6, 30)
    story.add(sold, "party", key="buyer", name="The Fablewood-Whimsley household", kind="group",
              group_kind="household")  # fmt: skip
    story.add(sold, "resale", lease="lease 0", buyers=[["buyer", "1"]], price_cents=6_800_000,
              purchase_cents=6_200_000, bought_on=(homes[0][2] + timedelta(240)).isoformat(),
              initial_appraisal_cents=8_000_000, final_appraisal_cents=10_400_000)  # fmt: skip
    borrowed = homes[2][2] + timedelta(300)
    story.add(borrowed, "burden", unit=homes[2][0], kind="restriction", type="mortgage",
              party="bank", lies_on="superficies", amount_cents=5_100_000, rank=1)  # fmt: skip
    story.add(date(2018, 10, 1), "burden", unit=holdings[6][0], kind="restriction",
              type="servitude", party="city",
              description="A strip of ten feet along the alley, for the storm drain")  # fmt: skip


def cooperative(story: Story) -> None:
    """A building whose six households own it together, on land of the trust."""
    day = date(2018, 3, 20)
    members = [[story.person(day, f"member {at}", at + 20), "1/6"] for at in range(COOP_UNITS)]
    story.add(day, "party", key="coop", name="Pearlwater Invented Housing Cooperative",
              kind="group", group_kind="cooperative", members=members)  # fmt: skip
    story.add(day, "acquire", key="coop homes", name="Jubilee Avenue cooperative homes",
              parcels=list(COOP_LOTS), buildings=["Six apartments"], owners=[["trust", "1"]],
              how="Bought from its owner", papers=[story.paper("deed", "Deed of 2018", day)],
              months=6)  # fmt: skip
    story.add(day + timedelta(2), "publish", unit="coop homes",
              parts=["holding", "terms", "papers"])  # fmt: skip
    day = date(2019, 7, 1)
    story.add(day, "lease", key="coop lease", unit="coop homes", holders=[["coop", "1"]], years=99,
              renewal=99, fee_cents=90000, fee_period="year", option_days=90,
              formula="indexed", parameters={"index": "ami"}, price_cents=31_000_000,
              papers=[story.paper("ground_lease", "Ground lease of 2019", day)])  # fmt: skip


def family(story: Story) -> None:
    """A family that holds its lot together and lets the trust see to it that it is not lost."""
    day = date(2017, 11, 6)
    names = ("Nathan", "Cora", "Otis", "Lula", "Hal", "June")
    for name in names:
        story.add(day, "party", key=name, name=f"{name} Pickens (invented)", kind="person")
    shares = [["Cora", "1/2"], ["Lula", "1/4"], ["Hal", "1/8"], ["June", "1/8"]]
    story.add(day, "party", key="heirs", name="Heirs of Nathan Pickens (invented)", kind="group",
              group_kind="heirs", members=shares)  # fmt: skip
    story.add(day, "inherit", group="heirs", dead="Nathan", died_on="1999-05-02",
              heirs=[["Cora", "1/2"], ["Otis", "1/2"]])  # fmt: skip
    story.add(day, "inherit", group="heirs", dead="Otis", died_on="2011-02-17",
              heirs=[["Lula", "1/2"], ["Hal", "1/4"], ["June", "1/4"]])  # fmt: skip
    story.add(day, "acquire", key="family lot", name="W Laurel St family home",
              parcels=[HEIRS_LOT], buildings=[], owners=[["heirs", "1"]],
              type="common_ownership", how="Inherited; the family and the trust signed in 2017",
              papers=[story.paper("court_order", "Judgment of heirship", day)])  # fmt: skip
    story.add(day, "burden", unit="family lot", kind="restriction", type="preemptive_option",
              party="trust", description="If a share is for sale, the trust may buy it first")  # fmt: skip  # noqa: E501


def split(story: Story) -> None:
    """Two lots that came as one and became a garden and a home."""
    day = date(2016, 8, 22)
    story.add(day, "acquire", key="corner", name="Farris and Sycamore corner",
              parcels=list(SPLIT_LOTS), buildings=[], owners=[["trust", "1"]], months=12,
              how=HOW[0][1], papers=[story.paper("patent", "Patent of the State", day)])  # fmt: skip  # noqa: E501
    story.add(day + timedelta(1), "publish", unit="corner", parts=["holding", "papers"])
    story.add(date(2021, 2, 1), "split", unit="corner",
              into=[["corner garden", "Sycamore Street corner garden", 0],
                    ["corner lot", "Farris Street lot to build on", 1]])  # fmt: skip


def board(story: Story) -> None:
    """Nine seats by thirds; those of leaseholders stay vacant until there are leaseholders."""
    for third in range(3):
        for at in range(3):
            year = 2014 + at
            while year <= LAST_DAY.year:
                day, end = date(year, 6, 1), date(year + 3, 6, 1)
                kind = ("leaseholder", "community", "public")[third]
                vacant = kind == "leaseholder" and year < 2017  # noqa: PLR2004 - the first homes
                who = None if vacant else story.person(
                    day, f"{kind} {at} {year}", third * 7 + at * 5 + year, public=True
                )  # fmt: skip
                story.add(day, "seat", kind=kind, seat=f"{kind.title()} seat {at + 1}", party=who,
                          until=end.isoformat())  # fmt: skip
                year += 3


def visits(story: Story, holdings: list[tuple[str, str, date]]) -> None:
    """Times at which somebody went and looked."""
    for at, (unit, _, bought) in enumerate(holdings[:LOOKED_AT]):
        day = bought + timedelta(370 + 3 * at)
        while day < LAST_DAY:
            story.add(day, "visit", unit=unit, found=story.dice.choice(FOUND))
            day += timedelta(365 * 2)


def main() -> None:
    """Write the file."""
    loaded = json.loads((HERE / "west_jackson_2026.geojson").read_text(encoding="utf-8"))
    rows = [feature["properties"] for feature in loaded["features"]]
    lots = {row["PARNO"]: row for row in rows if row["OWNNAME"].startswith("WEST CAPITOL COMM")}
    story = Story()
    for key, name, trust in (
        ("trust", "West Capitol Community Land Trust", True),
        ("bank", "Riverbend Savings Bank (invented)", False),
        ("city", "City of Jackson", False),
    ):
        story.add(FIRST_DAY, "party", key=key, name=name, kind="organization", trust=trust)
    holdings = acquired(story, lots)
    leased(story, holdings)
    cooperative(story)
    family(story)
    split(story)
    board(story)
    visits(story, holdings)
    steps = [step for _, step in sorted(story.steps, key=lambda one: one[0])]
    lines = ",\n".join(json.dumps(step, ensure_ascii=False) for step in steps)
    note = "INVENTED. Nothing in this file is real. Made by data/sample/make_trust.py. CC0."
    text = f'{{"note": "{note}", "county_fips": "28049", "steps": [\n{lines}\n]}}\n'
    (HERE / "west_capitol_trust.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
