"""A process comes in, the same one goes out unable to write, to reach the network or to live on without its parent.

Knows what systems offer (Linux most, macOS some, Windows little); must not know what is read inside. Whatever a
system cannot close off is returned as a sentence, so that `intake` can say it.
"""

import ctypes
import math
import os
import signal
import socket
import sys
import time

try:
    import resource
except ImportError:  # Windows has no limits of this kind
    resource = None

MEMORY = 1_000_000_000
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
# The same numbers on every processor that Linux runs on today: landlock came after the lists were unified.
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446
# execute, write, remove, make of every kind (bits 0, 1, 4 to 12); rename across folders and truncate came later.
_LANDLOCK_WRITES = 0b1_1111_1111_0011
_LANDLOCK_SINCE = {2: 1 << 13, 3: 1 << 14}
_LANDLOCK_TCP = 0b11


def close_off(parent: int) -> list[str]:
    """Take from this process what reading does not need; return what this system could not take.

    Must run before a second thread starts (a new user namespace needs that). `parent`: the process to end with.
    """
    _die_with(parent)
    lacking = []
    no_network = _leave_network()
    no_writes, no_tcp = _landlock()
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if not no_network:
        done = "closes TCP only" if no_tcp else "cannot close it"
        lacking.append(f"read with the network in reach: this system {done}")
    if not no_writes and resource is None:
        lacking.append("read without a limit on writing: this system has none")
    return lacking


def _libc():
    return ctypes.CDLL(None, use_errno=True)


def _die_with(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the parent decides
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(0)  # it died before it could be watched


def _leave_network() -> bool:
    """Whether this process stands alone in a network of its own, where nothing can be reached."""
    if sys.platform != "linux":
        return False
    libc = _libc()
    if libc.unshare(_CLONE_NEWNET) != 0 and libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return False
    return [name for _, name in socket.if_nameindex()] in ([], ["lo"])


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64)]


def _landlock() -> tuple[bool, bool]:
    """Forbid every write, removal and start of a program, and TCP; return whether each of the two was done."""
    if sys.platform != "linux":
        return False, False
    libc = _libc()
    version = libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False, False
    files = _LANDLOCK_WRITES | sum(bit for since, bit in _LANDLOCK_SINCE.items() if version >= since)
    rules = _Ruleset(files, _LANDLOCK_TCP if version >= 4 else 0)
    size = ctypes.c_size_t(ctypes.sizeof(rules) if version >= 4 else 8)
    descriptor = libc.syscall(_LANDLOCK_CREATE, ctypes.byref(rules), size, 0)
    if descriptor < 0:
        return False, False
    done = libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and libc.syscall(_LANDLOCK_RESTRICT, descriptor, 0) == 0
    os.close(descriptor)
    return done, done and version >= 4


def allow(wall: float, seconds: float, memory: int = MEMORY) -> None:
    """Give this process `memory` bytes more than it has now, and end it by itself if nobody else does.

    After `wall` seconds by the clock (SIGALRM), or `seconds` of the processor from now on (SIGXCPU).
    """
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, wall)
    if resource is None:
        return
    _limit(resource.RLIMIT_CPU, math.ceil(time.process_time() + seconds))
    if sys.platform == "linux":
        with open("/proc/self/statm") as handle:  # noqa: PTH123
            pages = int(handle.read().split()[5])
        _limit(resource.RLIMIT_DATA, pages * resource.getpagesize() + memory)


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def rest() -> None:
    """Stop the clocks of `allow` while nothing is read."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
    if resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
