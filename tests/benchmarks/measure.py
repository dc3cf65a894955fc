"""How a command is measured: its seconds, and the most memory that it and its children had."""

import os
import statistics
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_LOOK_EVERY_SECONDS = 0.1


@dataclass(frozen=True)
class Measured:
    """One run of a command.

    Attributes:
        seconds: By the clock, from start to end.
        peak_mib: Most memory of the process and its children together, MiB; what they share is
            counted once, and of what others share with them their part.
    """

    seconds: float
    peak_mib: float


def run(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Measured:
    """Run a command to its end.

    Args:
        command: The program and its arguments.
        environment: All of its environment; None is ours.

    Raises:
        RuntimeError: It failed.
    """
    started = time.perf_counter()
    with subprocess.Popen(
        [str(part) for part in command],
        env=dict(os.environ if environment is None else environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        watch = MemoryWatch(process.pid)
        watch.start()
        _, said = process.communicate()
        seconds = time.perf_counter() - started
        watch.stop()
    if process.returncode != 0:
        msg = f"{command[0]} failed: {said.decode(errors='replace')[-2000:]}"
        raise RuntimeError(msg)
    return Measured(seconds, watch.peak_bytes / 2**20)


def middle(runs: Sequence[Measured]) -> Measured:
    """The median of the seconds, and the most memory of any run."""
    return Measured(
        statistics.median(one.seconds for one in runs), max(one.peak_mib for one in runs)
    )


class MemoryWatch(threading.Thread):
    """Looks again and again at the memory of a process and its children.

    Args:
        pid: Of the process.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak_bytes = 0
        self._root = psutil.Process(pid)
        self._ended = threading.Event()

    def run(self) -> None:
        """Look until it is told to stop."""
        while not self._ended.wait(_LOOK_EVERY_SECONDS):
            self.peak_bytes = max(self.peak_bytes, self._now_bytes())

    def stop(self) -> None:
        """Look no longer."""
        self._ended.set()
        self.join()

    def _now_bytes(self) -> int:
        total = 0
        try:
            for process in (self._root, *self._root.children(recursive=True)):
                total += process.memory_full_info().pss
        except psutil.NoSuchProcess:
            pass  # it ended while we looked
        return total


def percentiles_ms(seconds: Sequence[float]) -> dict[str, float]:
    """The 50th, 95th and 99th percentile of these, in milliseconds."""
    ordered = sorted(seconds)
    return {
        f"p{share}_ms": round(ordered[min(len(ordered) - 1, len(ordered) * share // 100)] * 1e3, 2)
        for share in (50, 95, 99)
    }
