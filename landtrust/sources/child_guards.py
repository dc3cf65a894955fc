"""What the kernel forbids the child that reads foreign files: network, programs, writing elsewhere.

Linux only (seccomp-BPF on x86_64 and aarch64, Landlock where the kernel has it); elsewhere the
functions say that nothing was forbidden. Imports nothing but the standard library: it runs before
any library that reads files is loaded.

Source: seccomp(2), prctl(2), landlock(7), linux/audit.h.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER_MODE = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
_X32_CALLS = 0x40000000

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_ASK_VERSION = 1
_WRITE_FILE = 1 << 1
_ALL_WRITES = _WRITE_FILE | sum(1 << bit for bit in range(4, 13))  # and remove and make, each kind
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_REFER_SINCE, _TRUNCATE_SINCE = 2, 3


@dataclass(frozen=True)
class _Machine:
    architecture: int
    forbidden: tuple[int, ...]  # socket, execve, execveat, ptrace, io_uring_setup


_MACHINES = {
    "x86_64": _Machine(0xC000003E, (41, 59, 322, 101, 425)),
    "aarch64": _Machine(0xC00000B7, (198, 221, 281, 117, 425)),
}


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def forbid_network_and_programs() -> str | None:
    """Make socket and execve fail with EPERM in this process and all that it starts.

    Returns:
        None when it holds; else a sentence that says that it does not.
    """
    machine = _MACHINES.get(platform.machine())
    if not sys.platform.startswith("linux") or machine is None:
        return "this system cannot forbid the network to the process that reads the file"
    steps = _filter_steps(machine)
    program = _Filter(len(steps) // 8, steps)
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return "the process that reads the file could not give up its privileges"
    if kernel.prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program), 0, 0) != 0:
        return "this system cannot forbid the network to the process that reads the file"
    return None


def _filter_steps(machine: _Machine) -> bytes:
    """Return the BPF program: check the architecture, then compare the call with each number."""
    count = len(machine.forbidden)
    steps = [
        _step(_LOAD, 4),
        _step(_EQUAL, machine.architecture, otherwise=count + 3),
        _step(_LOAD, 0),
        _step(_AT_LEAST, _X32_CALLS, then=count + 1),
    ]
    for position, call in enumerate(machine.forbidden):
        steps.append(_step(_EQUAL, call, then=count - position))
    steps += [_step(_RETURN, _ALLOW), _step(_RETURN, _FAIL | errno.EPERM)]
    return b"".join(steps)


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)


def forbid_writing_outside(folder: Path) -> str | None:
    """Let this process and all that it starts write in one folder only.

    Returns:
        None when it holds; else a sentence that says that it does not.
    """
    kernel = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None
    version = 0
    if kernel is not None:
        version = kernel.syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_ASK_VERSION)
    if kernel is None or version < 1:
        return "this system cannot keep the process that reads the file from writing elsewhere"
    rights = _ALL_WRITES
    rights |= _REFER if version >= _REFER_SINCE else 0
    rights |= _TRUNCATE if version >= _TRUNCATE_SINCE else 0
    rules = kernel.syscall(_LANDLOCK_CREATE, struct.pack("=Q", rights), 8, 0)
    _allow(kernel, rules, folder, rights)
    _allow(kernel, rules, Path(os.devnull), _WRITE_FILE)
    kernel.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    refused = kernel.syscall(_LANDLOCK_RESTRICT, rules, 0)
    os.close(rules)
    return None if refused == 0 else "the process that reads the file may write elsewhere"


def _allow(kernel: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    kernel.syscall(_LANDLOCK_ADD, rules, 1, struct.pack("=Qi", rights, place), 0)
    os.close(place)
