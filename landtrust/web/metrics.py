"""Numbers for Prometheus: requests and their seconds, downloads, and how old the data are.

Labels are patterns of addresses, methods, codes and names of sources and counties: nothing that
a reader typed, and no parcel.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, Response, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from landtrust.queries.snapshots import LoadedSnapshot, all_snapshots
from landtrust.web.query_strings import read_parameters
from landtrust.web.watching import Answered

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where the processes of one server write their numbers, for whichever of them is asked.

The library reads it when it is imported, so a server sets it before it starts its processes.
"""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600)


class Metrics:
    """The numbers of one running site.

    Args:
        engine: Asked at each reading for what is loaded: one small statement.
        download_slots: Downloads that this process sends at once.
    """

    def __init__(self, engine: Engine, download_slots: int) -> None:
        """Begin to count."""
        self._own = CollectorRegistry()
        self._stored = _Stored(engine)
        self._requests = Counter(
            "landtrust_requests", "Requests answered", ("method", "route", "status"),
            registry=self._own,
        )  # fmt: skip
        self._seconds = Histogram(
            "landtrust_request_seconds", "Seconds until the last byte was handed on", ("route",),
            buckets=_SECONDS, registry=self._own,
        )  # fmt: skip
        self._downloads = Gauge(
            "landtrust_downloads", "Downloads being sent",
            multiprocess_mode="livesum", registry=self._own,
        )  # fmt: skip
        slots = Gauge(
            "landtrust_download_slots", "Downloads that can be sent at once",
            multiprocess_mode="livesum", registry=self._own,
        )  # fmt: skip
        slots.set(download_slots)

    def count(self, answered: Answered) -> None:
        """Count one request."""
        self._requests.labels(answered.method, answered.route, answered.status).inc()
        self._seconds.labels(answered.route).observe(answered.seconds)

    def count_downloads(self, busy: int) -> None:
        """Say how many downloads this process is sending."""
        self._downloads.set(busy)

    def written(self) -> bytes:
        """All numbers, of all processes of this server, as Prometheus reads them."""
        folder = os.environ.get(FOLDER)
        if folder is None:
            return generate_latest(self._own) + generate_latest(self._stored)
        _forget_the_dead(Path(folder))
        every = CollectorRegistry()
        MultiProcessCollector(every, folder)  # type: ignore[no-untyped-call]  # the library's
        return generate_latest(every) + generate_latest(self._stored)


def metrics_page(metrics: Metrics) -> Blueprint:
    """The address ``/metrics``."""
    pages = Blueprint("metrics", __name__)

    @pages.get("/metrics")
    def metrics_text() -> Response:
        """The numbers of this site, for Prometheus."""
        read_parameters(request.query_string, ())
        response = Response(metrics.written(), content_type=CONTENT_TYPE_LATEST)
        response.headers["Cache-Control"] = "no-store"
        return response

    return pages


def _forget_the_dead(folder: Path) -> None:
    """What a process that is gone was sending, it sends no longer."""
    for path in folder.glob("gauge_live*_*.db"):
        process_id = path.stem.rpartition("_")[2]
        if not Path("/proc", process_id).exists():
            mark_process_dead(process_id, str(folder))  # type: ignore[no-untyped-call]  # the library's


class _Stored(Collector):
    """What the database says of its loads, asked at each reading."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        """The families of numbers that are not counted here."""
        up = GaugeMetricFamily("landtrust_database_up", "Whether the database answers")
        try:
            with self._engine.connect() as connection:
                snapshots = all_snapshots(connection)
        except (DatabaseError, InterfaceError, PoolTimeout):
            up.add_metric((), 0)
            yield up
            return
        up.add_metric((), 1)
        yield up
        yield _rows_loaded(snapshots)
        yield _ages(snapshots)


def _rows_loaded(snapshots: tuple[LoadedSnapshot, ...]) -> CounterMetricFamily:
    # No snapshot is ever deleted, so the sum only rises, also over restarts.
    rows = CounterMetricFamily("landtrust_rows_loaded", "Rows kept by all loads", labels=["source"])
    for source in sorted({one.source_key for one in snapshots}):
        kept = sum(one.rows_kept for one in snapshots if one.source_key == source)
        rows.add_metric((source,), kept)
    return rows


def _ages(snapshots: tuple[LoadedSnapshot, ...]) -> GaugeMetricFamily:
    now = datetime.now(UTC)
    ages = GaugeMetricFamily(
        "landtrust_snapshot_age_seconds",
        "Seconds since the current data of a county were retrieved",
        labels=["county", "source"],
    )
    for one in snapshots:
        if one.is_current:
            age = (now - one.retrieved_at).total_seconds()
            ages.add_metric((one.county_fips, one.source_key), age)
    return ages
