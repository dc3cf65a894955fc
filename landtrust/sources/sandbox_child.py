"""The child's side of the sandbox: job in, batches out, one sentence when it cannot go on."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import IO, Any, NoReturn

import pyarrow as pa

from landtrust.errors import LandTrustError
from landtrust.sources.child_limits import renew_cpu_budget, start_notes
from landtrust.sources.child_messages import tell_error, tell_notes, tell_out_of_memory

EXIT_REFUSED = 3


def serve(produce: Callable[[dict[str, Any]], Iterator[pa.RecordBatch]]) -> NoReturn:
    """Read the job from standard input and write what `produce` makes of it to standard output.

    Limits and guards hold already when the parent started this process. Each batch has its own
    budget of computing time. Ends the process when the job is done or cannot be done.

    Args:
        produce: Makes the batches; all of one schema, and at least one, be it empty.
    """
    out = _claimed_stdout()
    job = json.load(sys.stdin)
    try:
        tell_notes(start_notes)
        _write(produce(job), out)
    except LandTrustError as problem:
        tell_error(problem)
        sys.exit(EXIT_REFUSED)
    except MemoryError:
        tell_out_of_memory()
        sys.exit(EXIT_REFUSED)
    except BrokenPipeError:
        # The parent has stopped reading; nobody is there to be told.
        os._exit(EXIT_REFUSED)
    # All is said and all files are closed. The parent waits for our end: taking the libraries down
    # would add a tenth of a second to every load.
    sys.stderr.flush()
    os._exit(0)


def _claimed_stdout() -> IO[bytes]:
    """Return standard output for us alone: what libraries print goes to standard error."""
    sys.stdout.flush()
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return own


def _write(batches: Iterator[pa.RecordBatch], out: IO[bytes]) -> None:
    writer = None
    for batch in batches:
        if writer is None:
            writer = pa.ipc.new_stream(out, batch.schema)
        writer.write_batch(batch)
        out.flush()
        renew_cpu_budget()
    if writer is not None:
        writer.close()
    out.close()
