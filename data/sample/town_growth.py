"""What moved between the two roll years on the ground: lots split, joined, drawn anew."""

from dataclasses import dataclass

from shapely.geometry import LineString
from town_dice import Dice
from town_plan import RAILROAD_LINE
from town_reshaping import give_strip, halves, measure, merged, side_by_side
from town_shapes import Lot, polygons

SPLITS = 6
MERGES = 7
MOVED_LINES = 6
NEW_LOTS = 3
GONE_LOTS = 2
WIDE = (20.0, 32.0)
STRIP = 3.0
SPLIT_SUFFIXES = ("001", "002")
MERGE_SUFFIX = "100"
PLAIN = {"SFR", "VAC"}


@dataclass(frozen=True)
class Change:
    """One known difference between the two years, as the list of changes has it."""

    change: str
    number: str
    related: str = ""
    field: str = ""
    before: str = ""
    after: str = ""
    note: str = ""


class Growth:
    """Changes a numbered town in place, each lot at most once, and keeps the list."""

    def __init__(self, lots: list[Lot], kept: set[str], dice: Dice) -> None:
        """Start from the lots of the base year; nothing happens to the numbers in `kept`."""
        self.lots = lots
        self.parents: dict[str, str] = {}
        self.changes: list[Change] = []
        self.touched = set(kept)
        self._dice = dice
        plain = [lot for lot in lots if lot.landuse in PLAIN and len(polygons(lot.shape)) == 1]
        plain = [lot for lot in plain if lot.number not in kept]
        self._plain = dice.shuffled(plain)
        self._pairs = [
            pair for pair in side_by_side(self._plain) if pair[0].landuse == pair[1].landuse
        ]

    def happen(self) -> None:
        """Let all of it happen."""
        self._split()
        self._merge()
        self._move_lines()
        self._come_and_go()

    def _split(self) -> None:
        wide = [lot for lot in self._plain if WIDE[0] < measure(lot)[0] < WIDE[1]]
        for lot in [lot for lot in wide if len(halves(lot)) > 1][:SPLITS]:
            parts = halves(lot)
            for part, suffix in zip(parts, SPLIT_SUFFIXES, strict=False):
                self._succeed(part, [lot], suffix)
                part.short_number = f"{lot.short_number}-{int(suffix)}"
                part.legal = f"PT {lot.legal}"
            number, _, street = lot.address.partition(" ")
            parts[-1].address = f"{number} 1/2 {street}"
            self._list_successors("split", [lot], parts)

    def _merge(self) -> None:
        for one, other in self._free_pairs()[:MERGES]:
            whole = merged([one, other])
            self._succeed(whole, [one, other], MERGE_SUFFIX)
            whole.short_number = f"{one.short_number}-A"
            whole.legal = f"{one.legal} & {other.legal.split(' BLK')[0]}"
            self._list_successors("merged", [one, other], [whole])

    def _move_lines(self) -> None:
        for giver, taker in self._free_pairs()[:MOVED_LINES]:
            giver.later_shape, taker.later_shape = give_strip(giver, taker, STRIP)
            for lot, other in ((giver, taker), (taker, giver)):
                self.touched.add(lot.number)
                note = "boundary line agreement: three metres pass to the neighbor"
                self.changes.append(
                    Change("reshaped", lot.number, other.number, "geometry", note=note)
                )

    def _come_and_go(self) -> None:
        railroad = LineString(RAILROAD_LINE)
        corners = sorted(
            (lot for lot in self._plain if lot.number not in self.touched),
            key=lambda lot: lot.shape.area + 10 * lot.shape.distance(railroad),
        )
        for lot in corners[:NEW_LOTS]:
            lot.years = (2026,)
            note = "leftover by the railroad, put on the roll for the first time"
            self.changes.append(Change("new", lot.number, note=note))
        for lot in corners[NEW_LOTS : NEW_LOTS + GONE_LOTS]:
            lot.years = (2025,)
            note = "taken into the railroad's right of way"
            self.changes.append(Change("gone", lot.number, note=note))
        self.touched |= {lot.number for lot in corners[: NEW_LOTS + GONE_LOTS]}

    def _free_pairs(self) -> list[tuple[Lot, Lot]]:
        """Return pairs of neighbors that nothing has happened to, no lot in two pairs."""
        taken = set(self.touched)
        pairs = []
        for one, other in self._dice.shuffled(self._pairs):
            if not {one.number, other.number} & taken:
                pairs.append((one, other))
                taken |= {one.number, other.number}
        return pairs

    def _succeed(self, lot: Lot, parents: list[Lot], suffix: str) -> None:
        first = parents[0]
        lot.number = first.number[: -len(suffix)] + suffix
        lot.address, lot.landuse, lot.years = first.address, first.landuse, (2026,)
        self.parents[lot.number] = first.number
        for parent in parents:
            parent.years = (2025,)
        self.touched |= {lot.number, *(parent.number for parent in parents)}
        self.lots.append(lot)

    def _list_successors(self, word: str, before: list[Lot], after: list[Lot]) -> None:
        old = " ".join(lot.number for lot in before)
        new = " ".join(lot.number for lot in after)
        into = f"{word} into {new}" if word == "split" else f"merged into {new}"
        origin = f"{word} from {old}"
        self.changes += [Change("gone", lot.number, new, note=into) for lot in before]
        self.changes += [Change("new", lot.number, old, note=origin) for lot in after]
