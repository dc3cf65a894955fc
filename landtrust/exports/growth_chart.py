"""Bars by year as a drawing, for pages without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

WIDTH, HEIGHT = 360, 210
"""Units of a drawing: as many pixels as a phone has, so that its words stay readable."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 6, 24, 26
_GAP_SHARE = 0.25
_MOST_LABELS = 6
_FIRSTS = (1, 2, 3, 4, 5)
_LEAST_POWER = -4


@dataclass(frozen=True, slots=True)
class Bar:
    """One year.

    Attributes:
        label: The year, where there is room to write it; else None.
    """

    x: float
    y: float
    width: float
    height: float
    year: int
    value: float
    label: str | None

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class BarChart:
    """A drawing of bars, the first year at the left.

    Attributes:
        levels: Lines across: how far down, and the amount that they stand for.
    """

    bars: tuple[Bar, ...]
    levels: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    floor: int = HEIGHT - _BOTTOM


def draw_bars(values: Sequence[tuple[int, float]], *, whole: bool = False) -> BarChart:
    """Draw an amount for each year.

    Args:
        values: Years in order, each with an amount from 0 up; at least one.
        whole: Whether amounts are counts, so that no line stands for a half.
    """
    step = _step(max(amount for _, amount in values), least=1 if whole else 0)
    room, tall = (WIDTH - _LEFT - _RIGHT) / len(values), HEIGHT - _TOP - _BOTTOM
    every = -(-len(values) // _MOST_LABELS)
    bars = []
    for at, (year, amount) in enumerate(values):
        height = round(amount / (2 * step) * tall, 1)
        # Counted from the end: the latest year is always written.
        is_labelled = (len(values) - 1 - at) % every == 0
        bars.append(
            Bar(
                x=round(_LEFT + room * (at + _GAP_SHARE / 2), 1),
                y=round(HEIGHT - _BOTTOM - height, 1),
                width=round(room * (1 - _GAP_SHARE), 1),
                height=height,
                year=year,
                value=amount,
                label=str(year) if is_labelled else None,
            )
        )
    levels = tuple((_TOP + tall * (1 - part / 2), f"{part * step:,g}") for part in range(3))
    return BarChart(tuple(bars), levels)


def _step(most: float, least: float) -> float:
    """The first of 1, 2, 3, 4, 5, 10, 20 ... (or a tenth of them, and so on) of which two reach.

    >>> _step(0.9, least=0), _step(46, least=1), _step(0, least=1)
    (0.5, 30.0, 1.0)
    """
    steps = (first * 10.0**power for power in count(_LEAST_POWER) for first in _FIRSTS)
    return next(one for one in steps if one >= least and 2 * one >= most)
