"""No process of the local AWS outlives the program that started it.

The emulator leads its own process group, which its Lambda workers join. A tiny shell of that group waits
on a pipe that only the emulator holds: when the emulator ends, however it ends, the pipe closes and the shell
kills the group. The emulator itself ends when its parent does, found by polling (PR_SET_PDEATHSIG would
also fire when only the parent's starting *thread* ends).
"""

import os
import signal
import subprocess
import threading
import time

_keep = []  # the write end of the guard's pipe lives as long as this process


def guard() -> None:
    """Arrange both; call once, before any worker starts."""
    parent = os.getppid()
    try:
        os.setpgid(0, 0)
    except OSError:
        pass  # already a session leader
    group = os.getpgrp()
    if group == os.getpid():
        _keep.append(
            subprocess.Popen(
                ["/bin/sh", "-c", f"trap '' TERM INT HUP; read _; kill -KILL -{group}"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
    if os.environ.get("LOCAL_AWS_ORPHAN") != "1":
        threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def quick_exit() -> None:
    """End at once instead of waiting for open connections; nothing here is worth saving."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)
