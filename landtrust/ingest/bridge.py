"""A source that joins two numberings: it adds numbers to parcels, and no land."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from landtrust.errors import InvalidInput
from landtrust.ingest.closing import make_current
from landtrust.ingest.county_store import CountyStore, insert_identifiers, store_rejects
from landtrust.ingest.known_parcels import known_parcels


@dataclass
class BridgeLoad:
    """The rows of a bridge table on their way into the store."""

    store: CountyStore

    def write(self, rows: pa.Table) -> None:
        """Add the numbers of one batch; an outline is not needed, a known number is."""
        report = self.store.report
        report.read += rows.num_rows
        public_ids: list[str | None] = rows.column("public_id").to_pylist()
        known = known_parcels(self.store, [i for i in public_ids if i is not None])
        found = np.fromiter((i in known for i in public_ids), bool, len(public_ids))
        met = rows.filter(pa.array(found))
        parcel_ids = [known[i].parcel_id for i in met.column("public_id").to_pylist()]
        insert_identifiers(self.store, met, parcel_ids)
        self.store.dialect.renew_numbers(parcel_ids)
        report.kept += met.num_rows
        self._reject(rows.filter(pa.array(~found)))

    def _reject(self, rows: pa.Table) -> None:
        detail = "No stored parcel of the county has this number."
        for name, text in (("reject_reason", "unknown number"), ("reject_detail", detail)):
            place = rows.schema.get_field_index(name)
            filled = pc.fill_null(rows.column(name), text)
            rows = rows.set_column(place, rows.schema.field(name), filled)
        store_rejects(self.store, rows)

    def finish(self) -> None:
        """Make the snapshot current.

        Raises:
            InvalidInput: No number of the file is known.
        """
        report = self.store.report
        if report.kept == 0:
            none = (
                "The only number is not"
                if report.read == 1
                else f"None of the {report.read:,} numbers is"
            )
            msg = (
                f"{none} that of a stored parcel of {report.county_name} County; nothing was "
                "stored. Load its parcels first."
            )
            raise InvalidInput(msg, county_fips=report.county_fips)
        make_current(self.store.connection, report)
