"""The results as a table that people read, on the screen and in the README."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

NOT_MEASURED = "Not measured yet."

_ABOUT = (
    "The parcels are real shapes, laid side by side, with invented owners. What stands beside "
    "lists, boxes and parcel pages reads rows in the measuring process; ours are whole pages "
    "over HTTP, one reader at a time. OGC API: every server has the parcels of one export of ours, "
    "two processes and no log of requests, the others' PostGIS an index on each column that is "
    "filtered by; eight readers ask by turns, uncompressed but for tiles, and no box or filter is "
    "asked twice in a round. Boxes and filters have equal numbers of features everywhere, which "
    "is checked first; a server that fails is left out."
)
_WORDS = {
    "seconds": "{:.2f} s",
    "peak_mib": "{:,.0f} MiB of memory",
    "parcels_per_second": "{:,.0f} parcels a second",
    "page_kb": "page of {:,.0f} kB",
    "requests_per_second": "{:,.0f} a second",
    "first_byte_ms": "first byte after {:.0f} ms",
    "p50_ms": "p50 {:.1f} ms",
    "p95_ms": "p95 {:.1f} ms",
    "p99_ms": "p99 {:.1f} ms",
    "rows": "{:,.0f} rows",
}
_SPEEDS = {
    "seconds": "",
    "requests_per_second": "",
    "p50_ms": "p50 ",
    "p95_ms": "p95 ",
    "p99_ms": "p99 ",
}
"""Figures whose ratio says who is faster."""


def results_table(results: Mapping[str, Any] | None) -> str:
    """The table, as Markdown, with the machine and the versions above.

    Args:
        results: What the file of the results has; None where nothing was measured yet.
    """
    if results is None:
        return NOT_MEASURED
    rows = [_row(one) for one in results["measurements"]]
    head = ["| measured | ours | beside | ours / theirs | limit |", "|---|---|---|---|---|"]
    return "\n".join([_machine(results), "", *head, *rows, "", _ABOUT])


def _machine(results: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
    return (
        f"Measured on {_days(results)} on a machine with {results['cores']} cores and "
        f"{results['memory_gib']} GiB of memory; {versions}."
    )


def _days(results: Mapping[str, Any]) -> str:
    days = sorted({date.fromisoformat(one["date"]) for one in results["measurements"]})
    return " and ".join(f"{day:%B} {day.day}, {day.year}" for day in days)


def _row(one: Mapping[str, Any]) -> str:
    beside = f"{one['peer_name']}: {_figures(one['peer'])}" if one["peer"] else ""
    cells = (one["what"], _figures(one["ours"]), beside, _ratios(one["ratio"]), _limits(one))
    return f"| {' | '.join(cells)} |"


def _figures(figures: Mapping[str, float]) -> str:
    return ", ".join(_WORDS[name].format(figure) for name, figure in figures.items())


def _ratios(ratios: Mapping[str, float]) -> str:
    said = [f"{_SPEEDS[name]}{ratio:.2f}" for name, ratio in ratios.items() if name in _SPEEDS]
    return ", ".join(said) or ""


def _limits(one: Mapping[str, Any]) -> str:
    return "; ".join(_limit_words(limit) for limit in one["limits"]) or ""


def _limit_words(limit: Mapping[str, Any]) -> str:
    return f"{_bound(limit)}: {'met' if limit['met'] else '**missed**'}"


def _bound(limit: Mapping[str, Any]) -> str:
    word, bound = (
        ("at most", limit["at_most"]) if "at_most" in limit else ("at least", limit["at_least"])
    )
    if limit["of"] == "ours":
        return f"{word} {_WORDS[limit['figure']].format(bound)}"
    return f"{_SPEEDS[limit['figure']]}{word} {bound:g} times"


def missed(results: Mapping[str, Any]) -> Iterator[str]:
    """What no limit allows, one line each."""
    for one in results["measurements"]:
        for limit in one["limits"]:
            if not limit["met"]:
                yield f"{one['what']}: {limit['figure']}, {_bound(limit)}"
