import gc
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from landtrust.errors import InvalidInput, NotFound
from landtrust.sources.sandbox import Budget, ChildBatches, stream_from_child

Child = Callable[..., ChildBatches]

_HEAD = """
import errno, os, signal, socket, subprocess, sys, time
from pathlib import Path
import pyarrow as pa
from landtrust.errors import NotFound
from landtrust.sources.child_messages import tell_notes
from landtrust.sources.sandbox import serve

def batch(*values):
    return pa.record_batch({"answer": [str(value) for value in values]})

def errno_of(action):
    try:
        action()
    except OSError as problem:
        return errno.errorcode[problem.errno]
    return "done"

def produce(job):
"""


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Child:
    """Start a child whose `produce` has the given body."""

    def start(body: str, budget: Budget | None = None) -> ChildBatches:
        lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
        (tmp_path / "odd_child.py").write_text(_HEAD + lines + "\nserve(produce)\n")
        monkeypatch.syspath_prepend(str(tmp_path))
        job = {"path": str(tmp_path / "odd.csv"), "outside": str(tmp_path / "outside.txt")}
        return stream_from_child("odd_child", job, budget)

    return start


def answers(batches: ChildBatches) -> list[str]:
    return [str(answer) for batch in batches for answer in batch["answer"].to_pylist()]


def test_batches_and_notes_arrive_in_order(child: Child) -> None:
    batches = child(
        "yield batch(1, 2)\nprint('a library prints')\ntell_notes(['met'])\nyield batch(3)"
    )
    assert answers(batches) == ["1", "2", "3"]
    assert batches.notes == ["met"]
    assert batches.rows == 3


def test_the_childs_own_error_is_raised_with_its_class_and_fields(child: Child) -> None:
    with pytest.raises(NotFound, match=r"^No such parcel\.$") as raised:
        answers(child("yield batch(1)\nraise NotFound('No such parcel.', parcel='7')"))
    assert raised.value.fields == {"parcel": "7"}


def test_network_programs_and_writing_elsewhere_are_refused(child: Child) -> None:
    body = """
yield batch(
    errno_of(lambda: socket.socket(socket.AF_INET)),
    errno_of(lambda: socket.socket(socket.AF_INET6)),
    errno_of(lambda: socket.socket(socket.AF_UNIX)),
    errno_of(lambda: os.execv("/bin/true", ["true"])),
    errno_of(lambda: Path(job["outside"]).write_text("x")),
    errno_of(lambda: (Path(os.environ["TMPDIR"]) / "inside.txt").write_text("x")),
)
"""
    batches = child(body)
    assert answers(batches) == ["EPERM", "EPERM", "EPERM", "EPERM", "EACCES", "done"]
    assert batches.notes == []


def test_the_environment_holds_nothing_of_the_parents(
    child: Child,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_PASSWORD", "secret")
    assert answers(child("yield batch('DATABASE_PASSWORD' in os.environ)")) == ["False"]


def test_too_much_computing_for_one_batch_ends_the_child_and_says_where(child: Child) -> None:
    body = "yield batch(1, 2)\nwhile True: pass"
    with pytest.raises(InvalidInput, match=r"odd\.csv needed more than 1 seconds .* near row 3"):
        answers(child(body, Budget(cpu_seconds=1)))


def test_each_batch_has_its_own_seconds(child: Child) -> None:
    body = """
for number in range(3):
    end = time.process_time() + 0.6
    while time.process_time() < end: pass
    yield batch(number)
"""
    assert answers(child(body, Budget(cpu_seconds=1))) == ["0", "1", "2"]


def test_too_much_memory_is_one_sentence(child: Child) -> None:
    with pytest.raises(InvalidInput, match=r"needed more than 300 MiB of memory before the first"):
        answers(child("yield batch(len(bytearray(900_000_000)))", Budget(memory_bytes=300 << 20)))


def test_silence_ends_the_child(child: Child) -> None:
    with pytest.raises(InvalidInput, match="took too long to read near row 2"):
        answers(child("yield batch(1)\ntime.sleep(60)", Budget(silent_seconds=2)))


@pytest.mark.parametrize(
    "crash", ["os.kill(os.getpid(), signal.SIGSEGV)", "os.abort()", "os._exit(9)", "{}['x']"]
)
def test_a_crash_of_the_child_is_one_sentence(child: Child, crash: str) -> None:
    with pytest.raises(InvalidInput, match=r"^odd\.csv made the reader fail near row 2") as raised:
        answers(child(f"yield batch(1)\ntime.sleep(0.1)\n{crash}\nyield batch(2)"))
    assert raised.value.fields["rows"] == 1


@pytest.mark.parametrize("ending", ["close", "forget"])
def test_ending_early_ends_the_child_and_removes_its_files(child: Child, ending: str) -> None:
    body = """
scratch = Path(os.environ["TMPDIR"])
(scratch / "left.txt").write_text("x")
yield batch(os.getpid(), scratch)
time.sleep(60)
"""
    batches = child(body)
    process_id, scratch = next(batches)["answer"].to_pylist()
    if ending == "close":
        batches.close()
    del batches
    gc.collect()
    assert not Path(scratch).exists()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{process_id}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    with pytest.raises(ProcessLookupError):
        os.kill(int(process_id), 0)
