"""What was measured: kept in one file, part by part."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

RESULTS = Path(__file__).with_name("results.json")
PARTS = (
    "load", "map", "queries", "tiles", "stores", "search", "slow_phone", "near", "residents",
    "interface", "bulk",
)  # fmt: skip

Figures = Mapping[str, float]
"""Name of a figure, with its unit at the end, and the figure."""


@dataclass(frozen=True)
class Limit:
    """What a figure may be.

    Attributes:
        figure: Which one.
        of: ``ratio``: our figure divided by the peer's; ``ours``: our figure itself.
        at_most: The largest that is allowed; None: any.
        at_least: The smallest that is allowed; None: any.
    """

    figure: str
    of: Literal["ratio", "ours"]
    at_most: float | None = None
    at_least: float | None = None

    def is_met_by(self, found: float) -> bool:
        """Whether a figure is allowed."""
        return (self.at_most is None or found <= self.at_most) and (
            self.at_least is None or found >= self.at_least
        )

    def as_json(self, found: float) -> dict[str, Any]:
        """The limit as it is kept."""
        told = {name: value for name, value in asdict(self).items() if value is not None}
        return {**told, "met": self.is_met_by(found)}


@dataclass(frozen=True)
class Peer:
    """Who did the same work in the same run, and its figures."""

    name: str
    figures: Figures


@dataclass(frozen=True)
class Measurement:
    """Something that was measured.

    Attributes:
        what: What was done.
        ours: Our figures.
        peer: None where nobody else does it.
        limits: What was asked for; empty where it is reported only.
    """

    what: str
    ours: Figures
    peer: Peer | None = None
    limits: tuple[Limit, ...] = ()

    def ratios(self) -> dict[str, float]:
        """Our figures divided by the peer's, where both have them."""
        if self.peer is None:
            return {}
        return {
            name: round(figure / self.peer.figures[name], 3)
            for name, figure in self.ours.items()
            if self.peer.figures.get(name)
        }

    def as_json(self, part: str, day: date) -> dict[str, Any]:
        """The measurement as it is kept."""
        found = {"ratio": self.ratios(), "ours": dict(self.ours)}
        return {
            "part": part,
            "date": day.isoformat(),
            "what": self.what,
            "ours": dict(self.ours),
            "peer_name": self.peer.name if self.peer else None,
            "peer": dict(self.peer.figures) if self.peer else None,
            "ratio": self.ratios(),
            "limits": [one.as_json(found[one.of][one.figure]) for one in self.limits],
        }


def read_results(path: Path = RESULTS) -> dict[str, Any] | None:
    """What the file has; None where nothing was measured yet."""
    if not path.exists():
        return None
    kept: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return kept


def keep_results(
    path: Path, part: str, found: Sequence[Measurement], day: date, machine: Mapping[str, Any]
) -> dict[str, Any]:
    """Put the measurements of one part into the file, in place of its former ones.

    Args:
        path: The file; made where missing.
        part: One of ``PARTS``.
        found: All that was measured of it.
        day: When.
        machine: What the machine is, and the versions of the programs.

    Returns:
        All that the file has now.
    """
    former = read_results(path) or {"measurements": []}
    others = [one for one in former["measurements"] if one["part"] != part]
    ours = [one.as_json(part, day) for one in found]
    results = {
        "date": day.isoformat(),
        **machine,
        "measurements": sorted([*others, *ours], key=lambda one: PARTS.index(one["part"])),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return results
