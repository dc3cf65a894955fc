"""A child process that reads one foreign file, from its start to its end."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa

from landtrust.errors import InvalidInput, LandTrustError
from landtrust.sources.child_messages import OUT_OF_MEMORY, error_from
from landtrust.sources.child_voice import ChildVoice
from landtrust.sources.foreign_names import shown_name

if sys.platform == "linux":
    import fcntl

_BOOTSTRAP = (
    "import json, sys; given = json.loads(sys.argv[1]); sys.path[:] = given; "
    "from landtrust.sources.child_limits import start; start(sys.argv[2])"
)
_PASSED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "PROJ_DATA", "GDAL_DATA")
_WAIT_SECONDS = 10
_PIPE_BYTES = 1 << 20


@dataclass(frozen=True)
class Budget:
    """What the child may use.

    Attributes:
        memory_bytes: Data of the child (RLIMIT_DATA).
        cpu_seconds: Computing time for each batch.
        bytes_per_cpu_second: Size of the input that earns one more second before the first batch.
        silent_seconds: Longest wait for a batch by the clock, before the size's allowance.
        file_bytes: Largest file that it may write in its temporary folder.
    """

    memory_bytes: int = 1 << 30
    cpu_seconds: int = 10
    bytes_per_cpu_second: int = 5_000_000
    silent_seconds: int = 60
    file_bytes: int = 8 << 30

    def opening_seconds(self, size: int) -> int:
        """Return the seconds that an input of `size` bytes may take more for its first batch."""
        return size // self.bytes_per_cpu_second


class ChildProcess:
    """One run of a child: started, listened to, and ended whatever happens.

    It knows nothing of the generator that `batches` makes, so that a forgotten generator is
    closed at once, and the child with it, without waiting for the garbage collector.

    Attributes:
        heard: What the child told.
        schema: Schema of the batches; None before the first.
        rows: Rows delivered so far.
    """

    def __init__(self, module: str, job: Mapping[str, object], budget: Budget) -> None:
        """Remember what to start."""
        self.heard = ChildVoice()
        self.schema: pa.Schema | None = None
        self.rows = 0
        self._module = module
        self._job = dict(job)
        self._budget = budget
        self._name = shown_name(Path(str(job.get("path", "the file"))))
        self._was_silent = False

    def batches(self) -> Generator[pa.RecordBatch, None, None]:
        """Start the child, yield what it delivers and end it.

        Raises:
            InvalidInput: The child refused the file, hit a limit or crashed on it.
        """
        scratch = Path(tempfile.mkdtemp(prefix="landtrust-"))
        try:
            size = _size(self._job.get("path"))
            allowance = self._budget.opening_seconds(size)
            process = self._start(scratch, allowance)
            try:
                yield from self._received(process, self._budget.silent_seconds + allowance)
            finally:
                _end(process)
                self.heard.wait(_WAIT_SECONDS)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _start(self, scratch: Path, allowance: int) -> "subprocess.Popen[bytes]":
        setup = {
            "module": self._module,
            "scratch": str(scratch),
            "memory_bytes": self._budget.memory_bytes,
            "file_bytes": self._budget.file_bytes,
            "cpu_seconds": self._budget.cpu_seconds,
            "opening_seconds": allowance,
        }
        places = json.dumps([str(Path(place).absolute()) for place in sys.path])
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
            [sys.executable, "-I", "-c", _BOOTSTRAP, places, json.dumps(setup)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(scratch),
            start_new_session=True,
        )
        _widen(_open_pipe(process.stdout))
        self.heard.listen(_open_pipe(process.stderr))
        # A child that ended before it listened has said why on standard error.
        with suppress(BrokenPipeError), _open_pipe(process.stdin) as to_child:
            to_child.write(json.dumps(self._job).encode())
        return process

    def _received(
        self, process: "subprocess.Popen[bytes]", seconds: int
    ) -> Iterator[pa.RecordBatch]:
        stream: pa.RecordBatchReader | None = None
        while True:
            watch = threading.Timer(seconds, self._give_up, args=(process,))
            watch.daemon = True
            watch.start()
            try:
                if stream is None:
                    stream = pa.ipc.open_stream(process.stdout)
                    self.schema = stream.schema
                batch = stream.read_next_batch()
                batch.validate()
            except StopIteration:
                break
            except (pa.ArrowException, OSError):
                break
            finally:
                watch.cancel()
            self.rows += batch.num_rows
            yield batch
        self._check_end(process)

    def _give_up(self, process: "subprocess.Popen[bytes]") -> None:
        self._was_silent = True
        _kill(process)

    def _check_end(self, process: "subprocess.Popen[bytes]") -> None:
        _open_pipe(process.stdout).close()
        try:
            code = process.wait(_WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._give_up(process)
            code = process.wait()
        self.heard.wait(_WAIT_SECONDS)
        if code != 0 or self.heard.errors:
            raise self._reason(code)

    def _reason(self, code: int) -> LandTrustError:
        for message in self.heard.errors:
            told = error_from(message)
            if told is not None:
                return told
        near = f"near row {self.rows + 1:,}" if self.rows else "before the first row"
        fields = {"file": self._name, "rows": self.rows, "said": self.heard.stray[-20:]}
        return InvalidInput(
            f"{self._name} {self._trouble(code)} {near} and was given up.", **fields
        )

    def _trouble(self, code: int) -> str:
        if self._was_silent:
            return "took too long to read"
        if code == -getattr(signal, "SIGXCPU", 0):
            return f"needed more than {self._budget.cpu_seconds} seconds of computing time"
        told = {message.get("kind") for message in self.heard.errors}
        if OUT_OF_MEMORY in told or code == -signal.SIGKILL or self._says_bad_alloc():
            return f"needed more than {self._budget.memory_bytes >> 20:,} MiB of memory"
        return "made the reader fail"

    def _says_bad_alloc(self) -> bool:
        return any("bad_alloc" in line or "MemoryError" in line for line in self.heard.stray)


def _environment(scratch: Path) -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {
        **passed,
        "TMPDIR": str(scratch),
        "TEMP": str(scratch),
        "TMP": str(scratch),
        "HOME": str(scratch),
        "LC_ALL": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }


def _size(path: object) -> int:
    if not isinstance(path, str):
        return 0
    try:
        place = Path(path)
        if place.is_dir():
            return sum(member.stat().st_size for member in place.iterdir())
        return place.stat().st_size
    except (OSError, ValueError):
        return 0


def _open_pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("the child was started without a pipe")
    return pipe


def _widen(pipe: IO[bytes]) -> None:
    """Let the child go on for a while when nobody reads; some systems allow it to few."""
    if sys.platform == "linux":
        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except ProcessLookupError:
        pass


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        _kill(process)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        _open_pipe(pipe).close()
